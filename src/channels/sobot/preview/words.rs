//! What happens, in words, and what we had to guess.

use super::View;
use crate::text::Message;

pub fn behaviours(view: &View<'_>) -> Vec<Message> {
    let mut list = Vec::new();
    if view.situation.target() == "component" {
        list.extend(opening(view));
    }
    list.extend(reception(view));
    list.extend(flags(view));
    if view.is("signed", "true") {
        list.push(Message::new(
            "厂商已打开安全密钥：代码先向签名接口取 partnerid 和 sign；缺少或不符的访客会看到「经验证当前用户为非法用户，不予接入客户服务中心」",
            "The vendor's security key is on: code asks the signing address for partnerid and sign first; visitors without a fitting pair are told that they are illegal users",
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
    list
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
    let mut list = vec![
        Message::new("窗口大小、间距与图标的样子", "Sizes, distances and the look of icons"),
        Message::new(
            "由控制台决定的按钮没有画出",
            "Buttons that the console decides are not drawn",
        ),
    ];
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
    list
}
