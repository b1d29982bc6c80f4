//! Who answers: robot, agent, group, and where the visitor came from.

use super::source;
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Rule, Wire};
use crate::text::text;

const GROUP: Heading =
    Heading { key: "reception", label: text("接待与路由", "Reception and routing") };

pub const RECEPTION: &[Param] = &[
    Param::new(
        "type",
        GROUP,
        Kind::Choice,
        text("接待模式", "Reception mode"),
        text("机器人与人工的先后。不填时用控制台设置。", "Who answers first. The console's setting when nothing is sent."),
        source::SYSTEM,
    )
    .values(&[
        allowed("1", "仅机器人", "Robot only"),
        allowed("2", "仅人工", "Agent only"),
        allowed("3", "机器人优先", "Robot first"),
        allowed("4", "人工优先", "Agent first"),
    ])
    .fallback(text("控制台设置的接待模式", "The mode set in the console"))
    .wire(Wire::Number)
    .erratum("一览表写作 String，示例写作数字；组件中生成数字。", "A String in the overview, a number in the sample; written as a number in the component."),
    Param::new(
        "groupid",
        GROUP,
        Kind::Identifier,
        text("技能组", "Skill group"),
        text("指定技能组的编号；仅机器人模式下不起作用。", "The id of the skill group; without effect with the robot only."),
        source::SYSTEM,
    )
    .effect(Effect::AgentDesk)
    .rules(&[Rule::excludes("type", &["1"])]),
    Param::new(
        "agentid",
        GROUP,
        Kind::Identifier,
        text("指定客服", "Appointed agent"),
        text("指定客服的编号；仅机器人模式下不起作用。", "The id of the agent; without effect with the robot only."),
        source::SYSTEM,
    )
    .effect(Effect::AgentDesk)
    .rules(&[Rule::excludes("type", &["1"])]),
    Param::new(
        "robotid",
        GROUP,
        Kind::Integer,
        text("机器人编号", "Robot"),
        text("有多个机器人时指定由哪个接待；见控制台「机器人信息」。仅人工模式下不起作用。", "Which robot answers when there are several; see the console's robot page. Without effect with agents only."),
        source::SYSTEM,
    )
    .between(0, 4_294_967_295)
    .effect(Effect::AgentDesk)
    .rules(&[Rule::excludes("type", &["2"])]),
    Param::new(
        "source",
        GROUP,
        Kind::Choice,
        text("来源", "Origin"),
        text("会话的来源，用于统计。", "Where the conversation comes from, for statistics."),
        source::SYSTEM,
    )
    .values(&[
        allowed("0", "桌面网站", "Desktop site"),
        allowed("1", "微信", "WeChat"),
        allowed("2", "APP 应用", "App"),
        allowed("3", "微博", "Weibo"),
        allowed("4", "移动网站", "Mobile site"),
        allowed("9", "企业微信", "WeCom"),
        allowed("10", "微信小程序", "WeChat mini program"),
    ])
    .effect(Effect::AgentDesk)
    .erratum("独立留言页把来源固定为 9，而一览表中 9 是企业微信。", "The leave-message page fixes the origin to 9, which the overview calls WeCom."),
    Param::new(
        "channelid",
        GROUP,
        Kind::Identifier,
        text("子渠道编号", "Sub-channel"),
        text("公开网页中常见，接入说明没有写；含义请向厂商确认。", "Common on public pages, absent from the document; ask the vendor what it means."),
        source::OBSERVED,
    )
    .effect(Effect::AgentDesk)
    .observed(),
];
