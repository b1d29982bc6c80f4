//! Several service numbers in one app.

use super::plain::test_number;
use super::source;
use crate::catalog::{Effect, Heading, Kind, Param, Rule, Wire};
use crate::text::text;

const GROUP: Heading = Heading { key: "numbers", label: text("多客服号", "Service numbers") };

/// The list of numbers.
pub const LIST: &str = "customerServiceIDList";

pub const NUMBERS: &[Param] = &[
    Param::new(
        LIST,
        GROUP,
        Kind::List,
        text("客服号列表", "Service numbers"),
        text("用服务端接口建立的客服号 ID，JSON 数组，例如 [\"presale\",\"aftersale\"]；不填时使用内置客服号。", "Ids of service numbers made with the server's interface, a JSON array such as [\"presale\",\"aftersale\"]; without it the built-in number is used."),
        source::NUMBERS,
    )
    .of_texts()
    .wire(Wire::Structure)
    .effect(Effect::Behaviour)
    .since("1.5.3"),
    Param::new(
        "customerServiceID",
        GROUP,
        Kind::Text,
        text("打开哪个客服号", "Which one to open"),
        text("列表中的一个；不填时打开列表的第一个。", "One of the list; the first one when left out."),
        source::NUMBERS,
    )
    .effect(Effect::Behaviour)
    .length(1, 128)
    .since("1.5.3")
    .rules(&[Rule::needs(LIST)])
    .test(test_number)
    .erratum("文档说两个参数都要转成 JSON 文字，示例里这一个却是原文；页面按原文读取，生成原文。", "The text says that both become JSON, the sample sends this one as it is; the page reads it as it is, and so it is written."),
];
