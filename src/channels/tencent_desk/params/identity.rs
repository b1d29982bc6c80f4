//! Who the visitor is. Supplied at run time; the signature is made by the customer's server.

use super::plain::{test_address, test_name, tidy_name};
use super::source;
use crate::catalog::{Effect, Heading, Kind, Oddity, Param, Severity, Stands, Who};
use crate::channels::tencent_desk::scheme::LARGEST_APP;
use crate::text::text;

const GROUP: Heading = Heading { key: "identity", label: text("访客身份", "The visitor") };

pub const IDENTITY: &[Param] = &[
    Param::new(
        "SDKAppID",
        GROUP,
        Kind::Integer,
        text("应用 SDKAppID", "App (SDKAppID)"),
        text("即时通信 IM 控制台里智能客服应用的编号，来自登记的渠道账号。", "The number of the Desk app in the console of Instant Messaging; comes from the registered channel account."),
        source::IDENTITY,
    )
    .required()
    .between(1, LARGEST_APP)
    .effect(Effect::None)
    .stands(Stands::Account("sdk_app_id"))
    .erratum("示例写成占位的 0；0 不是有效的应用，这里不接受。", "The samples have the placeholder 0, which is no app and is refused here."),
    Param::new(
        "userID",
        GROUP,
        Kind::Text,
        text("用户编号", "User ID"),
        text("同一位访客每次都用同一个编号，坐席才能看到历史会话。只用字母、数字、- 和 _，最多 32 个。", "One visitor keeps one id, so that agents see the history. Letters, digits, - and _ only, at most 32."),
        source::IDENTITY,
    )
    .required()
    .by(Who::Visitor)
    .effect(Effect::AgentDesk)
    .length(1, 32)
    .pattern("^[A-Za-z0-9_-]{1,32}$")
    .test(test_identity)
    .fault("identity-invalid")
    .erratum("文档说「本地生成一个随机的字符串」即可，那只适合测试：每次随机就没有历史会话，还会不断新建用户。示例给的空文字无法登录。", "The document says that a random string will do; that suits tests only: a random id has no history and makes a new user each time. The empty text of the samples cannot sign in."),
    Param::new(
        "userSig",
        GROUP,
        Kind::Text,
        text("登录签名 UserSig", "Signature (UserSig)"),
        text("由客户自己的服务端用密钥签发，页面打开客服时现取；系统不把它写进代码。", "Made with the key by the customer's own server and fetched when the chat opens; it is never written into code."),
        source::USERSIG,
    )
    .required()
    .by(Who::Visitor)
    .pattern("^[A-Za-z0-9*_-]+$")
    .effect(Effect::None)
    .stands(Stands::Computed)
    .erratum("示例把签名写在页面里：密钥或签名进了代码包就会泄露，而且签名会过期。生成的代码向签名接口现取。", "The samples keep the signature in the page: what is in the package leaks, and it expires. Generated code asks the signing address instead."),
    Param::new(
        "nickName",
        GROUP,
        Kind::Text,
        text("昵称", "Nickname"),
        text("坐席在工作台看到的访客昵称。页面不解码，所以不能含 ? & = # % +。", "The name that agents see. The page decodes nothing, so it cannot contain ? & = # % +."),
        source::PROFILE,
    )
    .by(Who::Visitor)
    .effect(Effect::AgentDesk)
    .length(1, 64)
    .since("1.1.0")
    .test(test_name)
    .tidy(tidy_name)
    .erratum("示例把空文字也传过去；生成的代码只在有值时才带上这个参数。含 ? & = 的昵称会被截断，文档没有提到。", "The sample sends empty texts too; generated code sends the parameter only when it has a value. Names with ? & = are cut off, which the document does not say."),
    Param::new(
        "avatar",
        GROUP,
        Kind::Url,
        text("头像网址", "Picture"),
        text("坐席看到的访客头像，https 开头、不带参数的图片网址。", "The picture that agents see: an https address without a query."),
        source::PROFILE,
    )
    .by(Who::Visitor)
    .effect(Effect::AgentDesk)
    .since("1.1.0")
    .test(test_address)
    .erratum("微信头像等网址若带参数会被截断，文档没有提到。", "Addresses with a query are cut off, which the document does not say."),
];

/// What a user ID is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// Fine everywhere.
    Strict,
    /// The signature counts; newer kits refuse it.
    Loose,
    Impossible,
}

pub fn identity(user_id: &str) -> Identity {
    let fits = (1..=32).contains(&user_id.len());
    let strict = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    match () {
        () if fits && user_id.bytes().all(strict) => Identity::Strict,
        () if fits && user_id.bytes().all(|byte| matches!(byte, 0x20..=0x7e)) => Identity::Loose,
        () => Identity::Impossible,
    }
}

fn test_identity(user_id: &str) -> Option<Oddity> {
    let message = if user_id.eq_ignore_ascii_case("administrator") {
        text(
            "administrator 是应用的管理员账号，绝不能给访客使用",
            "administrator is the account that manages the app; never let a visitor have it",
        )
    } else if identity(user_id) == Identity::Strict {
        return None;
    } else {
        text(
            "用户编号最多 32 个字符，只能含字母、数字、- 和 _；1.5.6 起的 UIKit 会拒绝其他写法",
            "A user ID has at most 32 letters, digits, - and _; kits since 1.5.6 refuse anything else",
        )
    };
    Some(Oddity { id: "identity-invalid", severity: Severity::Error, message })
}
