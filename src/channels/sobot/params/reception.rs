//! Who answers: robot, agent, group, and where the visitor came from.

use super::{CHAT, CHAT_AND_LEAVE, source};
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Rule, Stands, Who, Wire};
use crate::text::{Text, text};

const GROUP: Heading =
    Heading { key: "reception", label: text("接待与机器人", "Reception and robot") };

const fn row(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, kind, label, help, source::SYSTEM).targets(CHAT)
}

pub const RECEPTION: &[Param] = &[
    row(
        "type",
        Kind::Choice,
        text("接待模式", "Reception mode"),
        text("访客先遇到机器人还是人工。不填时用控制台设置。", "Whether visitors meet the robot or an agent first. The console's setting when nothing is sent."),
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
    row(
        "groupid",
        Kind::Identifier,
        text("技能组", "Skill group"),
        text("转人工时进入哪个技能组，填控制台里技能组的编号；仅机器人模式下不起作用。不要误填企业标识 sysnum。", "The skill group that visitors reach when they ask for an agent, by its id from the console; without effect with the robot only. Do not give the sysnum here."),
    )
    .targets(CHAT_AND_LEAVE)
    .effect(Effect::AgentDesk)
    .rules(&[Rule::excludes("type", &["1"])])
    .stands_in(&[("leave_message", Stands::Window("groupid"))]),
    row(
        "agentid",
        Kind::Identifier,
        text("指定客服", "Appointed agent"),
        text("直接找某一位客服，填控制台里客服的编号；他不在线时怎么办，由下一项决定。仅机器人模式下不起作用。", "Goes straight to one agent, by the id from the console; the next field decides what happens while that agent is away. Without effect with the robot only."),
    )
    .effect(Effect::AgentDesk)
    .rules(&[Rule::excludes("type", &["1"])]),
    row(
        "agent_mode_flag",
        Kind::Flag,
        text("指定客服不在线时", "When the appointed agent is away"),
        text("只提示不在线，还是转给其他在线客服。要先填「指定客服」（agentid）。", "Only say so, or hand over to another agent who is there. Needs an appointed agent (agentid)."),
    )
    .values(&[allowed("1", "只提示不在线", "Say so only"), allowed("0", "转给其他在线客服", "Another agent answers")])
    .wire(Wire::Text)
    .rules(&[Rule::needs("agentid")]),
    row(
        "robotid",
        Kind::Integer,
        text("机器人编号", "Robot"),
        text("有多个机器人时由哪个接待，编号见控制台「设置 · 机器人信息」。仅人工模式下不起作用。", "Which robot answers when there are several; the number stands in the console under Settings, Robot. Without effect with agents only."),
    )
    .between(0, 4_294_967_295)
    .effect(Effect::AgentDesk)
    .rules(&[Rule::excludes("type", &["2"])]),
    row(
        "faqid",
        Kind::Integer,
        text("常见问题组", "Group of common questions"),
        text("机器人首屏展示哪一组常见问题，填控制台里该组的编号。", "Which group of common questions the robot shows first, by its number from the console."),
    )
    .between(0, 4_294_967_295)
    .effect(Effect::AgentDesk),
    row(
        "guide_flag",
        Kind::Flag,
        text("机器人引导问题", "Guiding questions"),
        text("访客进入后，机器人是否列出可点的引导问题。", "Whether the robot lists questions to tap once a visitor has arrived."),
    )
    .values(&[allowed("1", "列出", "Show"), allowed("0", "不列出", "Hide")])
    .wire(Wire::Text),
    row(
        "show_manual",
        Kind::Flag,
        text("延迟显示转人工按钮", "Offer an agent later"),
        text("机器人答不上来几次之后才出现「转人工」按钮；次数在控制台设置。", "The button that asks for an agent shows only after the robot could not answer a few times; the console sets how many."),
    )
    .values(&[allowed("1", "延迟显示", "Later"), allowed("0", "不延迟", "At once")])
    .wire(Wire::Text)
    .erratum("说明里写「开关可在 url 上配置」，适用范围却是链接和组件；两处都可生成。", "The description says that the switch is set on the address, the scope says links and component; both can be generated."),
    row(
        "queueFirst",
        Kind::Text,
        text("指定客户优先", "Ahead in the queue"),
        text("标记这位客户可以优先排队，配合控制台的「指定客户优先」使用。取值文档没有写，常见做法是 1 为是、0 为否，请先向厂商确认。", "Marks a customer who may pass the queue, together with the console's setting for preferred customers. The document names no values; 1 for yes and 0 for no are usual, ask the vendor first."),
    )
    .by(Who::Visitor)
    .length(1, 64)
    .effect(Effect::AgentDesk)
    .erratum("文档没有列出取值；1 和 0 是推测，所以照您填写的文字写入。", "The document lists no values; 1 and 0 are a guess, so whatever you give is written as text."),
    row(
        "source",
        Kind::Choice,
        text("来源", "Origin"),
        text("会话从哪里来，用于统计和路由。小程序内嵌页不填时自动写 10（微信小程序）；独立留言页固定为 9，由系统写入。", "Where the conversation comes from, for statistics and routing. Inside a mini program 10 is written when nothing is chosen; on the leave-message page it is always 9 and written for you."),
    )
    .targets(CHAT_AND_LEAVE)
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
    .stands_in(&[("leave_message", Stands::Computed)])
    .erratum("独立留言页把来源固定为 9，而一览表中 9 是企业微信。厂商的其他接口还有更多来源编号，接入说明没有收录，这里不生成。", "The leave-message page fixes the origin to 9, which the overview calls WeCom. Other interfaces of the vendor have more numbers, which this document lacks and which are not generated."),
];
