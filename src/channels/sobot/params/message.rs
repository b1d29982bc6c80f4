//! Words of greeting.

use super::{CHAT, source};
use crate::catalog::{Effect, Heading, Kind, Param};
use crate::text::{Text, text};

const GROUP: Heading = Heading { key: "message", label: text("欢迎语", "Greetings") };

const fn row(name: &'static str, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, Kind::Prose, label, help, source::MESSAGE)
        .targets(CHAT)
        .fallback(text("控制台设置的文字", "The words set in the console"))
        .effect(Effect::Visible)
}

pub const MESSAGE: &[Param] = &[
    row(
        "robot_hello_word",
        text("机器人欢迎语", "Robot greeting"),
        text(
            "机器人说的第一句话；代码里的设置优先于控制台。",
            "The robot's first words; code wins over the console.",
        ),
    ),
    row(
        "agent_hello_word",
        text("人工欢迎语", "Agent greeting"),
        text(
            "接入人工客服后自动说的第一句话；代码里的设置优先于控制台。",
            "The first words once an agent has joined; code wins over the console.",
        ),
    ),
    row(
        "agent_offline_title",
        text("客服不在线提示", "While nobody is online"),
        text(
            "转人工时没有客服在线，访客看到的提示；可以写上工作时间。",
            "What visitors read when they ask for an agent and nobody is online; a good place for opening hours.",
        ),
    ),
];
