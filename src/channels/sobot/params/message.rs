//! Words of greeting.

use super::source;
use crate::catalog::{Effect, Heading, Kind, Param};
use crate::text::text;

const GROUP: Heading = Heading { key: "message", label: text("欢迎语", "Greetings") };

pub const MESSAGE: &[Param] = &[Param::new(
    "robot_hello_word",
    GROUP,
    Kind::Prose,
    text("机器人欢迎语", "Robot greeting"),
    text(
        "机器人说的第一句话；代码里的设置优先于控制台。",
        "The robot's first words; code wins over the console.",
    ),
    source::MESSAGE,
)
.fallback(text("控制台设置的欢迎语", "The greeting set in the console"))
.effect(Effect::Visible)];
