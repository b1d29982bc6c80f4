//! What identifies the enterprise and proves the visitor. None of it is an option: the values stand
//! in the account or the window, or are computed.

use super::{CHAT, CHAT_AND_LEAVE, COMPONENT, source};
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Stands};
use crate::text::text;

const GROUP: Heading =
    Heading { key: "core", label: text("接入标识与签名", "Identifiers and signature") };

pub const CORE: &[Param] = &[
    Param::new(
        "sysnum",
        GROUP,
        Kind::Identifier,
        text("企业标识", "Enterprise identifier"),
        text("写在链接和组件脚本地址中的企业标识，来自渠道账号。", "Stands in the address of the link and of the script; comes from the channel account."),
        source::LINKS,
    )
    .required()
    .effect(Effect::None)
    .targets(CHAT_AND_LEAVE)
    .stands(Stands::Account("sysnum"))
    .erratum("旧版（非 v2）链接写作 sysNum，生成时自动换名。", "Links of the old form spell it sysNum; the name is changed when they are generated."),
    Param::new(
        "sign",
        GROUP,
        Kind::Text,
        text("签名", "Signature"),
        text("MD5(sysnum + 密钥 + partnerid)，由系统或客户自己的服务端计算；打开安全密钥后必须与 partnerid 一起传。", "MD5(sysnum + key + partnerid), made by the portal or by the customer's own server; required with partnerid once the security key is on."),
        source::SECURITY,
    )
    .effect(Effect::None)
    .targets(CHAT)
    .stands(Stands::Computed)
    .erratum("文档没有写明十六进制大小写、字符编码和 partnerid 是否先编码；按同一厂商的其他接口取小写、UTF-8、未编码的原文。", "The document does not state letter case, character set, or whether partnerid is encoded first; as in the vendor's other interfaces: lower case, UTF-8, the raw value."),
    Param::new(
        "manual",
        GROUP,
        Kind::Flag,
        text("手动初始化", "Manual start"),
        text("由聊天窗的初始化方式决定：选「手动」即写入 manual=true。", "Decided by how the window starts: “manual” writes manual=true."),
        source::SCRIPT,
    )
    .targets(COMPONENT)
    .values(&[allowed("true", "手动", "Manual"), allowed("false", "自动", "Automatic")])
    .default("false")
    .stands(Stands::Window("init"))
    .erratum("文档的 frame_manual 示例少一个右括号，不能运行；生成的代码已补上。", "The document's frame_manual sample lacks a closing bracket and does not run; generated code has it."),
    Param::new(
        "custom",
        GROUP,
        Kind::Flag,
        text("使用自己的咨询按钮", "Own entry button"),
        text("由聊天窗的初始化方式决定：选「自定义按钮」或「动态按钮」即写入 custom=true。", "Decided by how the window starts: “own button” and “dynamic button” write custom=true."),
        source::SCRIPT,
    )
    .targets(COMPONENT)
    .values(&[allowed("true", "自己的按钮", "Own button"), allowed("false", "默认入口", "Default entry")])
    .default("false")
    .stands(Stands::Window("init"))
    .erratum("只出现在正文示例里，一览表没有收录；按钮的 class 必须与脚本的 className 相同，生成的代码已对应好。", "Stands in a sample of the text only, the overview lacks it; the button's class must equal the script's className, which generated code sees to."),
];
