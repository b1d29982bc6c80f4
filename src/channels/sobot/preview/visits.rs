//! What the component does by itself over time, in words: loading, inviting, recording.

use super::View;
use crate::text::Message;

pub fn behaviours(view: &View<'_>) -> Vec<Message> {
    let mut list = Vec::new();
    list.extend(invitation(view));
    let told = [
        ("async", "1", "进入页面时就加载聊天组件", "The chat loads together with the page"),
        (
            "reload",
            "true",
            "每次展开聊天窗都重新加载（厂商不建议）",
            "The chat loads anew every time it opens (the vendor advises against it)",
        ),
        ("refresh", "true", "每次展开聊天窗都刷新", "The chat refreshes every time it opens"),
        (
            "man_trace",
            "true",
            "记录访客浏览过的页面，客服在工作台能看到",
            "Visited pages are recorded and agents see them",
        ),
    ];
    let set = told.iter().filter(|(name, value, ..)| view.is(name, value));
    list.extend(set.map(|(_, _, zh, en)| Message::new(*zh, *en)));
    list
}

/// The time line of an invitation.
fn invitation(view: &View<'_>) -> Option<Message> {
    if !view.is("invite", "1") {
        return None;
    }
    let first = view
        .text("first_timeout")
        .map(|seconds| (format!("{seconds} 秒后出现"), format!("after {seconds} seconds")));
    let again = view.text("over_timeout").map(|seconds| {
        (format!("拒绝后 {seconds} 秒"), format!("again {seconds} seconds after a refusal"))
    });
    let most = view
        .text("invite_count")
        .map(|count| (format!("每天 {count} 次"), format!("{count} times a day at most")));
    let (zh, en): (Vec<String>, Vec<String>) = [first, again, most].into_iter().flatten().unzip();
    (!zh.is_empty()).then(|| {
        Message::new(format!("邀请：{}", zh.join(" · ")), format!("Invitation: {}", en.join(" · ")))
    })
}
