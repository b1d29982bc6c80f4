//! One sample of everything that the templates can draw.

#![allow(clippy::too_many_lines, reason = "lists of samples, read from top to bottom")]

use super::{Changed, Item, Line, Row};
use crate::catalog::form::{Choice, Field, Group, Widget};
use crate::channels::{Artifact, Diagnostic, Severity};
use crate::text::{Message, Text, text};

pub const WAS: &str = "<cell\n  bind:startmessage=\"startmessage\"\n  plugid=\"a1b2c3d4e5\"\n  styleType=\"{{1}}\"\n  buttonText=\"{{3}}\"\n/>\n";
pub const NOW: &str = "<cell\n  bind:startmessage=\"startmessage\"\n  plugid=\"a1b2c3d4e5\"\n  styleType=\"{{1}}\"\n  buttonText=\"{{0}}\"\n/>\n";

fn choice(value: &str, zh: &str, en: &str, chosen: bool) -> Choice {
    Choice { value: value.into(), label: Message::new(zh, en), chosen, written: None }
}

pub fn options() -> Vec<Choice> {
    vec![
        choice("", "全部", "All", true),
        choice("sobot", "智齿", "Sobot", false),
        choice("wecom", "企业微信", "WeCom", false),
    ]
}

fn field(name: &str, raw: &'static str, label: Text, widget: Widget, value: &str) -> Field {
    Field {
        name: format!("p.{name}"),
        id: format!("p-{name}"),
        raw,
        label,
        help: text("", ""),
        erratum: None,
        source: "sobot-web · 参数表",
        about: String::new(),
        required: false,
        default: None,
        effect: text("画面", "Visible"),
        widget,
        offers: vec![],
        inside: None,
        structure: None,
        value: value.into(),
        errors: vec![],
        warnings: vec![],
        contrast: None,
        focus: false,
        inherited: None,
        only: Vec::new(),
        inactive: None,
    }
}

pub fn groups() -> Vec<Group> {
    let mut plugid = field(
        "plugid",
        "plugid",
        text("插件 ID", "Plugin ID"),
        Widget::Line { max: Some(64), mono: true },
        "",
    );
    plugid.required = true;
    plugid.effect = text("不可见", "Invisible");
    plugid.help =
        text("企业微信管理后台 → 客户联系 中生成", "Made in the WeCom console, customer contact");
    plugid.errors = vec![Message::new("插件 ID 不能为空", "Enter a plugin ID")];
    let style = field(
        "styleType",
        "styleType",
        text("主样式", "Style"),
        Widget::Choice {
            options: vec![
                choice("", "不设置", "Not set", false),
                choice("1", "1 整行", "1 Row", true),
                choice("2", "2 按钮", "2 Button", false),
                choice("3", "3 气泡", "3 Bubble", false),
            ],
        },
        "1",
    );
    let mut words = field(
        "buttonText",
        "buttonText",
        text("按钮文案", "Button text"),
        Widget::Choice {
            options: vec![
                choice("", "不设置", "Not set", false),
                choice("0", "0 联系我", "0 联系我", true),
                choice("1", "1 立即联系", "1 立即联系", false),
                choice("2", "2 咨询服务", "2 咨询服务", false),
                choice("3", "3 在线咨询", "3 在线咨询", false),
            ],
        },
        "0",
    );
    words.default = Some(Message::name("联系我"));
    let mut colour = field(
        "bubbleColor",
        "bubbleColor",
        text("气泡颜色", "Bubble colour"),
        Widget::Colour { hash: false, swatch: Some("#FFD43B".into()) },
        "FFD43B",
    );
    colour.help = text("6 位十六进制，不带 #", "Six hex digits without #");
    colour.warnings = vec![Message::new(
        "图标与底色对比度 1.43:1，低于 3:1",
        "Contrast of icon and ground is 1.43:1, below 3:1",
    )];
    colour.erratum = Some(text(
        "文档的例子带了 #，实际不带。",
        "The document's example has a #; the plugin wants none.",
    ));
    let mut mask = field(
        "isMask",
        "isMask",
        text("隐藏真实姓名", "Hide the real name"),
        Widget::Choice {
            options: vec![
                choice("", "不设置", "Not set", true),
                Choice {
                    written: Some("isMask=1".into()),
                    ..choice("true", "隐藏", "Hide", false)
                },
                Choice {
                    written: Some("isMask=0".into()),
                    ..choice("false", "显示", "Show", false)
                },
            ],
        },
        "",
    );
    mask.inactive = Some(Message::new(
        "仅在单人、样式一时起作用；值已保留",
        "Works for one person with style 1 only; the value is kept",
    ));
    let many = field(
        "flags",
        "toolbar",
        text("工具栏", "Toolbar"),
        Widget::Many {
            options: vec![
                choice("a", "人工服务", "Human", true),
                choice("b", "服务评价", "Rating", false),
                choice("c", "结束对话", "End", true),
            ],
        },
        "",
    );
    let mut json = field(
        "params",
        "params",
        text("自定义参数", "Parameters"),
        Widget::Area { max: None, mono: true },
        "{\"order\": \"A-1\"}",
    );
    json.effect = text("坐席端", "Agent desk");
    let fixed = field("source", "source", text("来源", "Source"), Widget::Fixed, "9");
    let number = field(
        "size",
        "size",
        text("尺寸", "Size"),
        Widget::Number { min: Some(1), max: Some(200) },
        "25",
    );
    let url = field(
        "face",
        "face",
        text("头像地址", "Portrait"),
        Widget::Url,
        "https://example.com/a.png",
    );
    vec![
        Group {
            key: "look",
            label: text("外观", "Look"),
            fields: vec![plugid, style, words, colour, mask],
        },
        Group {
            key: "acts",
            label: text("行为", "Behaviour"),
            fields: vec![many, json, fixed, number, url],
        },
    ]
}

pub fn diagnostics() -> Vec<Diagnostic> {
    let make = |id: &str, severity, parameter: Option<&str>, zh, en| Diagnostic {
        id: id.into(),
        severity,
        parameter: parameter.map(str::to_owned),
        message: Message::new(zh, en),
        help: Some("/help/channels/sobot".into()),
    };
    vec![
        make(
            "sobot.key-missing",
            Severity::Error,
            Some("sign"),
            "密钥已启用，链接必须带签名",
            "The key is on, so the link must be signed",
        ),
        make(
            "wecom.contrast",
            Severity::Warning,
            Some("bubbleColor"),
            "图标与底色对比度 1.43:1，低于 3:1",
            "Contrast 1.43:1 is below 3:1",
        ),
        make(
            "sobot.back-office",
            Severity::Note,
            None,
            "代码优先于后台设置",
            "Code wins over the back office",
        ),
    ]
}

pub fn artifacts() -> Vec<Artifact> {
    let make = |path: &str, language, merge, content: &str| Artifact {
        path: path.into(),
        language,
        merge,
        content: content.into(),
    };
    vec![
        make(
            "app.json",
            "json",
            "patch",
            "{\n  \"plugins\": {\n    \"contactPlugin\": {\n      \"version\": \"1.4.3\",\n      \"provider\": \"wx104a1a20c3f81ec2\"\n    }\n  }\n}\n",
        ),
        make("pages/order/detail.wxml", "wxml", "insert", NOW),
        make(
            "index.js",
            "js",
            "insert",
            "// 客服消息已发出\nPage({\n  completemessage(event) {\n    const { errcode } = event.detail;\n    if (errcode !== 0) console.warn('联系失败', errcode);\n  },\n});\n",
        ),
        make(
            "sign.sh",
            "sh",
            "replace",
            "# 在服务端计算签名\nsign=$(printf '%s' \"$sysnum$key$partnerid\" | md5sum | cut -c1-32)\necho \"$sign\"\n",
        ),
    ]
}

fn changed(field: &str, before: Option<&str>, after: Option<&str>) -> Changed {
    Changed {
        field: field.into(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    }
}

pub fn items() -> Vec<Item> {
    let make = |who: &str, text: &str, at: &str, current, changes| Item {
        who: who.into(),
        text: text.into(),
        href: Some("/ui".into()),
        iso: "2026-11-21T02:24:00Z".into(),
        at: at.into(),
        meta: "203.0.113.8 · a1f9 · 7f20c1".into(),
        reason: String::new(),
        current,
        changes,
    };
    let mut bold = make("李强", "发布了 v12", "2026-11-19 16:02", false, vec![]);
    bold.reason = "双十一文案，已与法务确认".into();
    let many = (1..=6).map(|n| changed(&format!("p.field{n}"), None, Some("1"))).collect();
    vec![
        make(
            "王芳",
            "保存了草稿",
            "2026-11-21 10:24",
            true,
            vec![
                changed("p.styleType", Some("2"), Some("1")),
                changed("p.buttonText", Some("3 在线咨询"), Some("0 联系我")),
                changed("note", None, Some("x")),
            ],
        ),
        bold,
        make("系统", "密钥 k3 将在 14 天后过期", "2026-11-18 08:00", false, many),
    ]
}

pub fn rows() -> Vec<Row> {
    let make = |label: &str, raw: &str, before: Option<&str>, after: Option<&str>| Row {
        label: label.into(),
        raw: raw.into(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    vec![
        make("按钮文案", "buttonText", Some("3 在线咨询"), Some("0 联系我")),
        make("主样式", "styleType", Some("2 按钮"), Some("1 整行")),
        make("备注", "", None, Some("双十一之后恢复，请提前一天通知客服组")),
    ]
}

pub fn lines() -> Vec<Line> {
    [(' ', "<cell"), ('-', "  buttonText=\"{{3}}\""), ('+', "  buttonText=\"{{0}}\""), (' ', "/>")]
        .into_iter()
        .map(|(sign, text)| Line { sign, text: text.into() })
        .collect()
}
