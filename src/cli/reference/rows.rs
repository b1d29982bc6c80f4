//! The rows of the reference.

use std::time::Duration;

use crate::config::{Config, LogFormat, Throttling};
use crate::store::Location;
use crate::text::{Text, text};

/// One setting, wherever it may stand.
pub struct Setting {
    /// As the help has it; empty where there is no flag.
    pub flag: &'static str,
    pub env: &'static str,
    /// Its name in the settings file.
    pub key: &'static str,
    pub(super) default: Text,
    pub(super) meaning: Text,
    /// What is in force; nothing secret. `None` is for whoever reads the environment itself.
    pub(super) value: Option<fn(&Config) -> String>,
}

fn seconds(time: Duration) -> String {
    time.as_secs().to_string()
}

const fn same(both: &'static str) -> Text {
    text(both, both)
}

pub const SETTINGS: &[Setting] = &[
    Setting {
        flag: "--config FILE",
        env: "JIERU_CONFIG",
        key: "",
        default: text("无", "none"),
        meaning: text("配置文件", "the settings file"),
        value: None,
    },
    Setting {
        flag: "--data-dir DIR",
        env: "JIERU_DATA_DIR",
        key: "data_dir",
        default: text("`data`；加 `--demo` 时为 `data/demo`", "`data`, with `--demo` `data/demo`"),
        meaning: text("数据目录", "where the installation lives"),
        value: Some(|config| config.data_dir.display().to_string()),
    },
    Setting {
        flag: "--database-url URL",
        env: "JIERU_DATABASE_URL",
        key: "database_url",
        default: text(
            "`sqlite:` + 数据目录中的 `jieru.db`",
            "`sqlite:` + `jieru.db` in the data directory",
        ),
        meaning: text("`sqlite:文件` 或 `postgres://…`", "`sqlite:FILE` or `postgres://…`"),
        value: Some(|config| {
            Location::parse(&config.database_url)
                .map_or_else(|_| "…".to_owned(), |location| location.shown())
        }),
    },
    Setting {
        flag: "--master-key-file FILE",
        env: "JIERU_MASTER_KEY_FILE",
        key: "master_key_file",
        default: text("数据目录中的 `master.key`", "`master.key` in the data directory"),
        meaning: text("用来打开加密的密钥", "opens the sealed secrets"),
        value: Some(|config| config.master_key_file.display().to_string()),
    },
    Setting {
        flag: "--listen ADDRESS",
        env: "JIERU_LISTEN",
        key: "listen",
        default: same("`127.0.0.1:8080`"),
        meaning: text("监听的地址和端口", "address and port"),
        value: Some(|config| config.listen.clone()),
    },
    Setting {
        flag: "--public-url URL",
        env: "JIERU_PUBLIC_URL",
        key: "public_url",
        default: text(
            "监听回环地址时由它得出，否则必填",
            "made from the listening address when that is loopback, else required",
        ),
        meaning: text(
            "浏览器访问的地址，不带路径",
            "origin under which browsers come, without a path",
        ),
        value: Some(|config| {
            config.public_url.as_ref().map(crate::config::PublicUrl::origin).unwrap_or_default()
        }),
    },
    Setting {
        flag: "--trusted-proxies A,B",
        env: "JIERU_TRUSTED_PROXIES",
        key: "trusted_proxies",
        default: text("无", "none"),
        meaning: text(
            "只相信这些地址给出的 `X-Forwarded-For`；文件里写成数组",
            "addresses whose `X-Forwarded-For` is believed; an array in the file",
        ),
        value: Some(|config| {
            config.trusted_proxies.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
        }),
    },
    Setting {
        flag: "--workers N",
        env: "JIERU_WORKERS",
        key: "workers",
        default: text("CPU 核数", "number of cores"),
        meaning: text("工作线程数", "worker threads"),
        value: Some(|config| config.workers.to_string()),
    },
    Setting {
        flag: "--checkpoint-file FILE",
        env: "JIERU_CHECKPOINT_FILE",
        key: "checkpoint_file",
        default: text("无", "none"),
        meaning: text(
            "每个签名的历史检查点都追加到这个文件",
            "gets every signed checkpoint of the history appended",
        ),
        value: Some(|config| {
            config
                .checkpoint_file
                .as_ref()
                .map(|file| file.display().to_string())
                .unwrap_or_default()
        }),
    },
    Setting {
        flag: "--checkpoint-minutes N",
        env: "JIERU_CHECKPOINT_MINUTES",
        key: "checkpoint_minutes",
        default: same("60"),
        meaning: text(
            "有新事件的日志隔多久签一次检查点；0 表示不自动签",
            "a log that has grown gets a checkpoint after so long; 0 for never",
        ),
        value: Some(|config| config.checkpoint_minutes.to_string()),
    },
    Setting {
        flag: "--log-format F",
        env: "JIERU_LOG_FORMAT",
        key: "log_format",
        default: text("终端为 `text`，否则为 `json`", "`text` for a terminal, else `json`"),
        meaning: text("标准错误上日志的格式", "form of the log on standard error"),
        value: Some(|config| match config.log_format {
            Some(LogFormat::Json) => "json".to_owned(),
            Some(LogFormat::Text) => "text".to_owned(),
            None => String::new(),
        }),
    },
    Setting {
        flag: "--head-seconds N",
        env: "JIERU_HEAD_SECONDS",
        key: "head_seconds",
        default: same("5"),
        meaning: text("收完请求头的秒数", "time for the head of a request"),
        value: Some(|config| seconds(config.limits.head)),
    },
    Setting {
        flag: "--body-seconds N",
        env: "JIERU_BODY_SECONDS",
        key: "body_seconds",
        default: same("10"),
        meaning: text("收完表单内容的秒数", "time for the body of a form"),
        value: Some(|config| seconds(config.limits.body)),
    },
    Setting {
        flag: "--write-seconds N",
        env: "JIERU_WRITE_SECONDS",
        key: "write_seconds",
        default: same("30"),
        meaning: text(
            "回答无人接收时等待的秒数（Linux）",
            "time that an answer waits for somebody to read on (Linux)",
        ),
        value: Some(|config| seconds(config.limits.write)),
    },
    Setting {
        flag: "--keep-alive-seconds N",
        env: "JIERU_KEEP_ALIVE_SECONDS",
        key: "keep_alive_seconds",
        default: same("75"),
        meaning: text("空闲连接保留的秒数", "time after which an idle connection is closed"),
        value: Some(|config| seconds(config.limits.keep_alive)),
    },
    Setting {
        flag: "--connections N",
        env: "JIERU_CONNECTIONS",
        key: "connections",
        default: same("10000"),
        meaning: text("每个工作线程的连接数上限", "open connections per worker thread"),
        value: Some(|config| config.limits.connections.to_string()),
    },
    Setting {
        flag: "--throttling W",
        env: "JIERU_THROTTLING",
        key: "throttling",
        default: same("`normal`"),
        meaning: text(
            "`wide` 放开所有限流；只用于测试，每次启动都写入日志",
            "`wide` opens all throttles; for tests only, and told in the log at every start",
        ),
        value: Some(|config| match config.throttling {
            Throttling::Normal => "normal".to_owned(),
            Throttling::Wide => "wide".to_owned(),
        }),
    },
    Setting {
        flag: "--demo",
        env: "",
        key: "",
        default: text("关", "off"),
        meaning: text("启动演示", "serve the demo"),
        value: None,
    },
    Setting {
        flag: "",
        env: "JIERU_DEMO_PASSWORD",
        key: "",
        default: text("随机，存于 `demo-password`", "random, kept in `demo-password`"),
        meaning: text(
            "演示成员的密码，启动时生效",
            "password of the demo people, applied at start",
        ),
        value: None,
    },
    Setting {
        flag: "",
        env: "JIERU_LOG",
        key: "",
        default: same("`warn,actix_http=off,actix_session=error,jieru=info`"),
        meaning: text(
            "日志的过滤规则；加 `jieru::web::journal=warn` 则不记每个请求",
            "filter of the log; `jieru::web::journal=warn` leaves out the line for each request",
        ),
        value: None,
    },
];
