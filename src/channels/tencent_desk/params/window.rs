//! A window's own fields: which kit, where it lies, and who signs.

use super::source;
use crate::catalog::{Effect, Heading, Kind, Oddity, Param, Severity};
use crate::channels::mini_program::{PAGE, PLACE};
use crate::channels::tencent_desk::scheme::LONGEST;
use crate::text::{Text, text};

const GROUP: Heading = Heading { key: "kit", label: text("客服 UIKit", "The kit") };
const SIGNING: Heading = Heading { key: "signing", label: text("签名", "Signing") };

/// Versions that were seen in the package's listing.
const PUBLISHED: &[&str] = &[
    "0.0.1", "0.1.0", "0.3.0", "0.7.0", "1.2.0", "1.5.2", "1.5.3", "1.5.5", "1.5.6", "1.5.8",
    "1.5.9", "1.5.10", "1.5.11", "1.6.0", "1.6.1", "1.6.2", "1.6.8",
];

pub const WINDOW: &[Param] = &[
    Param::new(
        "uikit_version",
        GROUP,
        Kind::Text,
        text("UIKit 版本", "Kit version"),
        text("写进 package.json 的固定版本。不同版本支持的参数不同：高于该版本的参数不能使用。", "The exact version in package.json. Versions differ in what they read: parameters that are newer cannot be used."),
        source::DOWNLOAD,
    )
    .default("1.5.11")
    .length(5, 20)
    .pattern("^\\d+\\.\\d+\\.\\d+$")
    .effect(Effect::None)
    .pins()
    .test(test_version)
    .tidy(tidy_version)
    .erratum("文档用 @latest 安装：每次安装都可能换成另一个版本，界面会悄悄变化；这里固定版本。", "The document installs @latest: every install may bring another version and change the chat unnoticed; the version is fixed here."),
    Param::new(
        "root",
        PLACE,
        Kind::Text,
        text("UIKit 目录", "The kit's folder"),
        text("UIKit 源码复制到的目录，也是分包的 root。改名后请先在开发者工具里试一次。", "Where the kit's sources are copied to, and the root of the subpackage. Try it in the developer tools after a change."),
        source::SUBPACKAGE,
    )
    .default("ai-desk-customer-wechat")
    .length(1, 64)
    .pattern("^[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9_-]*)*$")
    .effect(Effect::None)
    .test(test_root)
    .tidy(tidy_root),
    PAGE,
    Param::new(
        "sign_endpoint",
        SIGNING,
        Kind::Url,
        text("签名接口", "Signing address"),
        text("客户自己服务端的地址，按登录状态返回 {\"userID\":…,\"userSig\":…}；域名要登记为小程序的 request 合法域名。", "An address of the customer's own server that answers {\"userID\":…,\"userSig\":…} for the person who is signed in; register its host with the mini program for requests."),
        source::USERSIG,
    )
    .default("https://example.com/sign")
    .effect(Effect::None)
    .test(test_endpoint)
    .erratum("文档的步骤 4 让人在控制台生成签名再写进页面，只适合本地测试；常见问题里又说应由服务端签发，以后者为准。", "Step 4 of the document makes a signature in the console and keeps it in the page, which suits local tests only; its questions and answers say that the server signs, and that is what counts."),
    Param::new(
        "expire",
        SIGNING,
        Kind::Integer,
        text("签名有效期（秒）", "Signature lives (seconds)"),
        text("测试用签名的有效期，默认 86400（24 小时）；厂商建议不少于 24 小时，最长 50 年。", "How long a test signature lives, 86400 (24 hours) unless said otherwise; the vendor advises 24 hours or more and allows 50 years."),
        source::USERSIG,
    )
    .default("86400")
    .between(1, LONGEST)
    .effect(Effect::None),
];

fn error(wrong: bool, message: Text) -> Option<Oddity> {
    wrong.then_some(Oddity { id: "value-not-allowed", severity: Severity::Error, message })
}

fn test_version(version: &str) -> Option<Oddity> {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let fine = version.split('.').count() == 3 && version.split('.').all(number);
    if PUBLISHED.contains(&version) || !fine {
        return error(
            !fine,
            text(
                "请写固定的版本号，形如 1.5.11，不要写 latest 或 ^1.5.0",
                "Give an exact version such as 1.5.11, not latest and not ^1.5.0",
            ),
        );
    }
    Some(Oddity {
        id: "kit-version-unseen",
        severity: Severity::Warning,
        message: text(
            "没有见过这个版本，请先用 npm view 核对它是否发布过",
            "This version was not seen; check with npm view that it was published",
        ),
    })
}

/// People paste what stands in their package.json.
fn tidy_version(typed: &str) -> Option<(String, Text)> {
    let bare = typed.trim_start_matches(['^', '~', '=', 'v', ' ']);
    let fine = bare != typed && bare.starts_with(|c: char| c.is_ascii_digit());
    fine.then(|| {
        (bare.to_owned(), text("已去掉版本号前的符号", "The sign before the version was removed"))
    })
}

/// Folders that a mini program has already, or that no subpackage may be.
const TAKEN: &[&str] = &["pages", "node_modules", "miniprogram_npm", "utils", "components"];

fn test_root(root: &str) -> Option<Oddity> {
    let step = |step: &str| {
        step.starts_with(|c: char| c.is_ascii_alphanumeric())
            && step.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    error(
        !root.split('/').all(step) || TAKEN.contains(&root),
        text(
            "目录形如 ai-desk-customer-wechat：以字母或数字开头，只含字母、数字、- 和 _，且不是 pages 等已有目录",
            "A folder looks like ai-desk-customer-wechat: it starts with a letter or a digit, has letters, digits, - and _ only, and is not one that exists, such as pages",
        ),
    )
}

fn tidy_root(typed: &str) -> Option<(String, Text)> {
    let bare = typed.trim_start_matches("./").trim_matches('/');
    (bare != typed && test_root(bare).is_none()).then(|| {
        (bare.to_owned(), text("已去掉目录前后的斜杠", "Slashes around the folder were removed"))
    })
}

fn test_endpoint(address: &str) -> Option<Oddity> {
    (!address.starts_with("https://")).then_some(Oddity {
        id: "endpoint-not-https",
        severity: Severity::Warning,
        message: text(
            "正式的小程序只能请求 https 网址",
            "A mini program in production can ask https addresses only",
        ),
    })
}
