//! What happens, in words, and what we had to guess.

use super::{View, card, routes, visits};
use crate::text::Message;

pub fn behaviours(view: &View<'_>) -> Vec<Message> {
    let mut list = Vec::new();
    match view.situation.target() {
        "component" => {
            list.extend(opening(view));
            list.extend(visits::behaviours(view));
        }
        "leave_message" => list.push(Message::new(
            "来源固定写 9；提交后由客服在工作台处理，页面上没有会话",
            "The origin is always 9; agents handle the message on their desk, and there is no conversation",
        )),
        "ticket" => list.push(Message::new(
            "params 里的字段会预先填进工单；键名必须是工单的「对接型」字段",
            "Fields in params are filled into the ticket in advance; their names must be ticket fields of the docking type",
        )),
        "web_view" => list.push(Message::new(
            "安卓手机点开附件时先返回上一页，再由小程序下载并打开文件；打不开时会提示",
            "On Android a tapped attachment goes back one page, then the mini program downloads and opens the file, and says so where it cannot",
        )),
        _ => {}
    }
    list.extend(persona(view));
    list.extend(reception(view));
    list.extend(routes::behaviours(view));
    list.extend(flags(view));
    list.extend(cards(view));
    if view.is("signed", "true") {
        list.push(Message::new(
            "厂商已打开安全密钥：代码先向签名接口取 partnerid 和 sign；缺少或不符的访客会看到「经验证当前用户为非法用户，不予接入客户服务中心」",
            "The vendor's security key is on: code asks the signing address for partnerid and sign first; visitors without a fitting pair are told that they are illegal users",
        ));
    }
    list
}

/// Who is drawn, where that was chosen.
fn persona(view: &View<'_>) -> Vec<Message> {
    let mut list = Vec::new();
    if view.is_guest() {
        list.push(Message::new(
            "游客：没有把任何身份传给客服工作台",
            "A guest: nothing about who the visitor is reaches the agent desk",
        ));
    }
    if view.is_refused() {
        list.push(Message::new(
            "厂商打开安全密钥后，缺少签名或签名不符的访客只看到画出的这一句，不能咨询",
            "Once the vendor's security key is on, visitors without a fitting signature see the drawn sentence and cannot chat: “not a legal user, no access to the service centre”",
        ));
    }
    list
}

fn opening(view: &View<'_>) -> Vec<Message> {
    let mut list = Vec::new();
    list.push(match view.text("init") {
        Some("manual") => Message::new(
            "点击网站自己的按钮后才加载聊天",
            "The chat loads only after a click on the site's own button",
        ),
        Some("custom") => Message::new(
            "不显示默认入口，由带 zhiCustomBtn 的按钮打开",
            "No default entry; the button with the class zhiCustomBtn opens the chat",
        ),
        Some("dynamic") => Message::new(
            "按钮由页面动态创建，创建后调用 dynamic_ready",
            "The page creates the button later and then calls dynamic_ready",
        ),
        _ => Message::new("页面加载后自动显示入口", "The entry shows once the page has loaded"),
    });
    if view.is("anchor", "true") {
        list.push(Message::new(
            "点击入口在新窗口打开聊天页",
            "The entry opens the chat in a new window",
        ));
    }
    if view.is("auto_expand", "true") {
        list.push(Message::new(
            "访客进入页面后聊天窗自动展开",
            "The chat opens by itself when a visitor arrives",
        ));
    }
    if view.is("invite_flag", "true") {
        list.push(Message::new(
            "客服不能手动邀请访客（invite_flag=true 是关闭）",
            "Agents cannot invite visitors by hand (invite_flag=true means off)",
        ));
    }
    list
}

fn reception(view: &View<'_>) -> Vec<Message> {
    let mut list = Vec::new();
    let mode = view
        .text("type")
        .and_then(|value| view.situation.find("type").and_then(|param| param.meaning(value)));
    list.extend(
        mode.map(|mode| {
            Message::new(format!("接待：{}", mode.zh), format!("Reception: {}", mode.en))
        }),
    );
    if let Some(minutes) = view.text("time") {
        list.push(Message::new(
            format!("访客能看到最近 {minutes} 分钟的聊天记录"),
            format!("Visitors see the last {minutes} minutes of their history"),
        ));
    }
    if let (true, Some(address)) =
        (view.is("to_customsys_flag", "1"), view.text("to_customsys_url"))
    {
        let (zh, en) = match view.text("to_customsys_open_style") {
            Some("1") => ("在新页面打开", "opens in a new page"),
            Some("0") => ("在当前页面打开", "opens in the same page"),
            _ => ("打开", "opens"),
        };
        list.push(Message::new(
            format!("转人工时{zh} {address}"),
            format!("On transfer to an agent, {address} {en}"),
        ));
    }
    if let (true, Some(address)) =
        (view.is("leave_customsys_flag", "1"), view.text("leave_customsys_url"))
    {
        list.push(Message::new(
            format!("点留言时打开 {address}"),
            format!("Leaving a message opens {address}"),
        ));
    }
    if view.text("agentid").is_some() {
        list.extend(match view.text("agent_mode_flag") {
            Some("1") => Some(Message::new(
                "指定客服不在线时只提示，不转给别人",
                "While the appointed agent is away visitors are only told so",
            )),
            Some("0") => Some(Message::new(
                "指定客服不在线时转给其他在线客服",
                "While the appointed agent is away another one answers",
            )),
            _ => None,
        });
    }
    list
}

/// Where taps on cards lead.
fn cards(view: &View<'_>) -> Vec<Message> {
    let targets =
        [("card_url", "商品卡片", "The product card"), ("order_url", "订单卡片", "The order card")];
    let opened = targets.iter().filter_map(|(name, zh, en)| {
        let address = view.text(name)?;
        let web = address.contains("://");
        let (where_zh, where_en) =
            if web { ("", "") } else { ("（仅在微信内）", " (inside WeChat only)") };
        Some(Message::new(
            format!("点{zh}打开 {address}{where_zh}"),
            format!("{en} opens {address}{where_en}"),
        ))
    });
    opened.collect()
}

fn flags(view: &View<'_>) -> Vec<Message> {
    let mut list = Vec::new();
    match view.text("msg_flag") {
        Some("0") => list.push(Message::new(
            "会话结束后显示留言入口（msg_flag=0 是显示）",
            "A leave-message entry shows after the conversation (msg_flag=0 means on)",
        )),
        Some("1") => list.push(Message::new(
            "会话结束后不显示留言入口（msg_flag=1 是关闭）",
            "No leave-message entry after the conversation (msg_flag=1 means off)",
        )),
        _ => {}
    }
    if view.is("show_evaluate", "1") {
        list.push(Message::new("关闭聊天时邀请访客评价", "Closing the chat asks for a rating"));
    }
    let told = [
        (
            "satDegree_A",
            "true",
            "客服结束会话后，访客还能主动评价",
            "Visitors can still rate once the agent has ended the conversation",
        ),
        (
            "satDegree_A",
            "false",
            "客服结束会话后，访客不能再评价",
            "Visitors cannot rate once the agent has ended the conversation",
        ),
        ("is_link", "0", "聊天里的网址不能点击", "Addresses in the chat cannot be tapped"),
        ("guide_flag", "0", "机器人不列出引导问题", "The robot lists no guiding questions"),
        ("guide_flag", "1", "机器人列出引导问题", "The robot lists guiding questions"),
        (
            "show_manual",
            "1",
            "机器人答不上来几次之后，才出现转人工按钮",
            "The button for an agent shows only after the robot could not answer a few times",
        ),
    ];
    let set = told.iter().filter(|(name, value, ..)| view.is(name, value));
    list.extend(set.map(|(_, _, zh, en)| Message::new(*zh, *en)));
    for (name, zh, en) in [
        ("photo_flag", "附件", "attachment"),
        ("leave_msg_flag", "留言", "leave-message"),
        ("feedback_flag", "评价", "rating"),
    ] {
        if view.is(name, "0") {
            list.push(Message::new(format!("不显示{zh}按钮"), format!("No {en} button")));
        }
    }
    list
}

pub fn guessed(view: &View<'_>) -> Vec<Message> {
    let target = view.situation.target();
    let mut list =
        vec![Message::new("窗口大小、间距与图标的样子", "Sizes, distances and the look of icons")];
    if matches!(target, "leave_message" | "ticket") {
        list.push(Message::new(
            "表单有哪些字段由控制台决定，这里画的是常见的几项",
            "The console decides which fields the form has; the usual ones are drawn",
        ));
        return list;
    }
    list.push(Message::new(
        "由控制台决定的按钮没有画出",
        "Buttons that the console decides are not drawn",
    ));
    if view.colour().is_none() {
        list.push(Message::new(
            "没有设置主题色：画出的颜色只是占位，实际由控制台决定",
            "No theme colour is set: the one drawn is a stand-in, the console decides",
        ));
    }
    if view.text("robot_hello_word").is_none() {
        list.push(Message::new(
            "没有设置欢迎语：画出的一句话只是占位，实际由控制台决定",
            "No greeting is set: the one drawn is a stand-in, the console decides",
        ));
    }
    if view.text("card_title").is_some() || card::order(view).is_some() {
        list.push(Message::new(
            "卡片的排版，以及少了哪几项就不显示卡片；图片不从外部加载，只画占位",
            "The layout of cards, and what a card cannot do without; pictures are never loaded from outside, a stand-in is drawn",
        ));
    }
    list
}
