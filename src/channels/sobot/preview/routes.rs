//! The chain of routes and the overflow between companies, in words.

use super::View;
use crate::channels::sobot::routing::{self, Step};
use crate::text::Message;

pub fn behaviours(view: &View<'_>) -> Vec<Message> {
    let mut list = chain(&routing::steps(view.situation));
    list.extend(overflow(view));
    list
}

/// One sentence for each step, as far as they are reached.
fn chain(steps: &[Step]) -> Vec<Message> {
    let reached = steps.iter().position(|step| !step.overflows()).map_or(steps.len(), |at| at + 1);
    let told = steps.iter().take(reached).enumerate();
    told.map(|(at, step)| sentence(at + 1, step, at + 1 == steps.len())).collect()
}

fn sentence(number: usize, step: &Step, last: bool) -> Message {
    let id = &step.id;
    let (zh, en) =
        if step.to_group() { ("技能组", "the group") } else { ("客服", "the agent") };
    let condition = step.condition();
    match (step.overflows(), last) {
        (false, _) => Message::new(
            format!("路由第 {number} 步：转给{zh} {id}，不再溢出"),
            format!("Route, step {number}: {en} {id}, and nobody else"),
        ),
        (true, false) => Message::new(
            format!(
                "路由第 {number} 步：转给{zh} {id}；{}时交给第 {} 步",
                condition.zh,
                number + 1
            ),
            format!(
                "Route, step {number}: {en} {id}; step {} takes over when {}",
                number + 1,
                condition.en
            ),
        ),
        (true, true) => Message::new(
            format!(
                "路由第 {number} 步：转给{zh} {id}；{}时要溢出，但后面没有下一步，由控制台的设置决定",
                condition.zh
            ),
            format!(
                "Route, step {number}: {en} {id}; it overflows when {}, with no step behind it, so the console decides",
                condition.en
            ),
        ),
    }
}

fn overflow(view: &View<'_>) -> Option<Message> {
    let when = match view.text("flowType")? {
        "1" => ("总是", "always"),
        "2" => ("忙碌时", "when everybody is busy"),
        "3" => ("不在线时", "when nobody is online"),
        _ => return None,
    };
    let company = view.text("flowCompanyId")?;
    let group = view.text("flowGroupId")?;
    Some(Message::new(
        format!("平台电商：{}溢出到公司 {company} 的技能组 {group}", when.0),
        format!("Platform: overflows {} to group {group} of company {company}", when.1),
    ))
}
