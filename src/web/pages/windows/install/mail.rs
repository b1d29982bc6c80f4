//! A text for whoever looks after the policy of the customer's pages: what is to be allowed, why, and
//! what the policy does now.

use std::fmt::Write as _;

use crate::channels;
use crate::channels::policy::{Verdict, Wanted};
use crate::domain::Window;
use crate::text::{Lang, text};
use crate::web::pages::windows::releases::edition::Edition;

/// `ours` is the header for the entry alone and, where a policy was pasted, that policy put right.
pub(super) fn mail(
    window: &Window,
    edition: &Edition,
    wanted: &[Wanted],
    (header, amended): (&str, Option<&str>),
    verdicts: &[Verdict],
    lang: Lang,
) -> String {
    let t = |zh, en| text(zh, en).to(lang);
    let mut mail = String::new();
    let mut line = |words: &str| {
        mail.push_str(words);
        mail.push('\n');
    };
    let name = window.content.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let channel = channels::find(&window.channel).map_or("", |one| one.label().to(lang));
    line(t(
        "主题：请为在线客服放行内容安全策略（CSP）",
        "Subject: please allow our customer-service entry in the content security policy",
    ));
    line("");
    line(t("您好：", "Hello,"));
    line("");
    line(t(
        "我们要在网页上安装一个在线客服入口，需要在这些网页的 Content-Security-Policy 里放行下列来源。",
        "We are adding a customer-service entry to our pages. Their Content-Security-Policy has to allow the sources below.",
    ));
    let mut facts = String::new();
    let _ = write!(facts, "{}{name} ({channel})", t("入口：", "Entry: "));
    if let Some(stamp) = &edition.stamp {
        let _ = write!(facts, " · {}", stamp.text());
    }
    line(&facts);
    line("");
    for one in wanted {
        let blocked = verdicts.iter().any(|verdict| {
            !verdict.allowed
                && verdict.wanted.directive == one.directive
                && verdict.wanted.value == one.value
        });
        let (why, ground) = (one.why.to(lang), one.ground.label().to(lang));
        let now = if blocked { t(" ← 现在被拦住", " ← blocked now") } else { "" };
        line(&format!("- {} {}: {why} ({ground}){now}", one.directive, one.value));
    }
    line("");
    match amended {
        Some(_) => line(t("在现有策略上补好之后：", "The present policy with these in it:")),
        None => line(t("对应的指令：", "The directives for it:")),
    }
    line(amended.unwrap_or(header));
    if header.contains("{RANDOM}") {
        line("");
        line(t(
            "{RANDOM} 由服务器每次响应重新生成，响应头和页面里 script 标签的 nonce 用同一个值。",
            "{RANDOM} is made anew by the server for each response, the same in the header and in the nonce of the script element.",
        ));
    }
    line("");
    line(t("谢谢！", "Thank you."));
    mail
}
