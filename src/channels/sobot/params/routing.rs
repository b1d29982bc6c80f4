//! Routing: the chain of groups and agents, and overflow between the companies of a platform.

use super::{CHAT, source};
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Rule, Together, Way};
use crate::text::{Text, text};

const ROUTE: Heading = Heading { key: "routing", label: text("智能路由", "Routing") };
const PLATFORM: Heading =
    Heading { key: "platform", label: text("平台电商", "E-commerce platform") };

const fn way(values: &'static [&'static str], zh: &'static str, en: &'static str) -> Way {
    Way { values, label: text(zh, en) }
}

/// Whom, whether it overflows and when: an agent has numbers of its own, and a group has others.
const WAYS: Together = Together {
    name: "route",
    label: text("转给谁，何时交给下一步", "Whom, and when the next step takes over"),
    help: text(
        "只列出智齿认可的组合；不交给下一步的，应放在最后一步。",
        "Only combinations that Sobot knows. What never hands over belongs to the last step.",
    ),
    fields: &["actionType", "optionId", "spillId"],
    ways: &[
        way(
            &["to_group", "3", "4"],
            "技能组；没有客服在线时交给下一步",
            "Skill group; next step when nobody is online",
        ),
        way(
            &["to_group", "3", "5"],
            "技能组；客服都在忙时交给下一步",
            "Skill group; next step when everybody is busy",
        ),
        way(
            &["to_group", "3", "6"],
            "技能组；不在上班时间时交给下一步",
            "Skill group; next step when it is off duty",
        ),
        way(
            &["to_group", "3", "7"],
            "技能组；由智齿判断何时交给下一步",
            "Skill group; Sobot judges when the next step takes over",
        ),
        way(&["to_group", "4", ""], "技能组；不交给下一步", "Skill group; never hands over"),
        way(&["to_service", "1", "1"], "客服；不在线时交给下一步", "Agent; next step when offline"),
        way(&["to_service", "1", "2"], "客服；忙碌时交给下一步", "Agent; next step when busy"),
        way(
            &["to_service", "1", "3"],
            "客服；由智齿判断何时交给下一步",
            "Agent; Sobot judges when the next step takes over",
        ),
        way(&["to_service", "2", ""], "客服；不交给下一步", "Agent; never hands over"),
    ],
};

const OVERFLOWING: &[&str] = &["1", "2", "3"];

/// The vendor says of its app SDK that the chain wins; the web is assumed to do the same.
const BESIDES_CHAIN: Rule = Rule::excludes("transfer_action", &[]);

const fn step(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, ROUTE, kind, label, help, source::ROUTING)
        .targets(CHAT)
        .parent("transfer_action")
        .effect(Effect::AgentDesk)
}

const fn platform(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, PLATFORM, kind, label, help, source::PLATFORM)
        .targets(CHAT)
        .effect(Effect::AgentDesk)
}

pub const ROUTING: &[Param] = &[
    Param::new(
        "transfer_action",
        ROUTE,
        Kind::List,
        text("智能路由链", "Chain of routes"),
        text("一个 JSON 数组，从前往后试：前一步溢出时交给后一步，例如「先找 VIP 组，没人在线再找普通组」。每一步写 actionType、deciId、optionId，溢出时再写 spillId，值都是文字。不溢出的一步之后的内容永远到不了。", "A JSON array that is tried from front to back: where a step overflows, the next one takes over, as in “the VIP group first, the general group when nobody is online”. Each step has actionType, deciId and optionId, and spillId where it overflows; all values are texts. Whatever follows a step without overflow is never reached."),
        source::ROUTING,
    )
    .targets(CHAT)
    .effect(Effect::AgentDesk)
    .together(WAYS)
    .erratum("它与平台电商的溢出设置同时给出时，厂商的 App SDK 以它为准；网页端按同样处理，未经证实。", "Given together with the overflow of an e-commerce platform, it wins in the vendor's app SDK; the same is assumed for the web, unconfirmed."),
    step("actionType", Kind::Choice, text("转给谁", "Whom"), text("转给一个技能组，还是一位客服。", "A skill group or one agent."))
        .values(&[allowed("to_group", "技能组", "Skill group"), allowed("to_service", "客服", "Agent")])
        .required(),
    step("deciId", Kind::Identifier, text("编号", "Id"), text("技能组或客服的编号，从控制台复制。", "The id of the group or the agent, copied from the console."))
        .length(1, 128)
        .required(),
    step("optionId", Kind::Choice, text("是否溢出", "Overflow"), text("接不了时是否交给下一步：客服用 1 或 2，技能组用 3 或 4。", "Whether the next step takes over: 1 or 2 for an agent, 3 or 4 for a group."))
        .values(&[
            allowed("1", "溢出（客服）", "Overflows (agent)"),
            allowed("2", "不溢出（客服）", "Stays (agent)"),
            allowed("3", "溢出（技能组）", "Overflows (group)"),
            allowed("4", "不溢出（技能组）", "Stays (group)"),
        ])
        .required(),
    step("spillId", Kind::Choice, text("溢出条件", "When it overflows"), text("什么情况下交给下一步：客服用 1 到 3，技能组用 4 到 7；只在选择溢出时写。", "When the next step takes over: 1 to 3 for an agent, 4 to 7 for a group; only with an overflow."))
        .values(&[
            allowed("1", "客服不在线", "Agent offline"),
            allowed("2", "客服忙碌", "Agent busy"),
            allowed("3", "智能判断（客服）", "Smart (agent)"),
            allowed("4", "技能组无客服在线", "Nobody of the group online"),
            allowed("5", "技能组所有客服忙碌", "Everybody of the group busy"),
            allowed("6", "技能组不上班", "Group off duty"),
            allowed("7", "智能判断（技能组）", "Smart (group)"),
        ]),
    platform("platformUnionCode", Kind::Identifier, text("平台编号", "Platform id"), text("平台电商模式下平台的编号，由厂商开通平台后给出。普通企业不用填。", "The platform's id where several companies share one; the vendor gives it when the platform is set up. Other enterprises leave it empty."))
        .length(1, 128)
        .erratum("在系统字段表里只支持组件，在平台电商表里链接和组件都支持；按后者处理。", "Component only in the table of system fields, links and component in the platform's table; the latter is followed."),
    platform("flowType", Kind::Choice, text("跨公司溢出", "Overflow to another company"), text("本公司接不了时，是否转给平台上的另一家公司。选了溢出，就要填写目标公司和技能组。", "Whether another company of the platform takes over. Any overflow needs the other company and its group."))
        .values(&[
            allowed("0", "不开启", "Off"),
            allowed("1", "全部溢出", "Always"),
            allowed("2", "忙碌时溢出", "When busy"),
            allowed("3", "不在线时溢出", "When offline"),
        ])
        .default("0")
        .rules(&[
            BESIDES_CHAIN,
            Rule::needs("flowCompanyId").own(OVERFLOWING),
            Rule::needs("flowGroupId").own(OVERFLOWING),
        ])
        .erratum("与智能路由链（transfer_action）同时使用时，厂商的 App SDK 以路由链为准；网页端按同样处理，未经证实。", "Together with a chain of routes (transfer_action) the chain wins in the vendor's app SDK; the same is assumed for the web, unconfirmed."),
    platform("flowCompanyId", Kind::Identifier, text("溢出到的公司", "Company to overflow to"), text("接手的那家公司在平台上的编号；只有开启跨公司溢出时有效。", "The id of the company that takes over; works only with an overflow."))
        .length(1, 128)
        .rules(&[BESIDES_CHAIN, Rule::only_when("flowType", OVERFLOWING)]),
    platform("flowGroupId", Kind::Identifier, text("溢出到的技能组", "Group to overflow to"), text("接手公司里的技能组编号；只有开启跨公司溢出时有效。", "The id of the group in that company; works only with an overflow."))
        .length(1, 128)
        .rules(&[BESIDES_CHAIN, Rule::only_when("flowType", OVERFLOWING)]),
];
