//! The chain of routes: what its steps may say, and what they come to in words.

use serde_json::Value;

use crate::catalog::{Severity, Situation, kind};
use crate::text::{Message, Text, text};

/// One step as it was given; a step of a wrong shape has empty texts.
pub struct Step {
    action: String,
    option: String,
    spill: String,
    pub id: String,
}

/// What is wrong with a chain: the path inside it, the diagnostic's id, its severity, and why.
pub struct Fault {
    pub path: String,
    pub id: &'static str,
    pub severity: Severity,
    pub message: Message,
}

/// The steps of the chain, in order.
pub fn steps(situation: &Situation<'_>) -> Vec<Step> {
    let items = situation.value("transfer_action").and_then(Value::as_array);
    let text = |item: &Value, name: &str| item.get(name).map(kind::plain).unwrap_or_default();
    let read = |item: &Value| Step {
        action: text(item, "actionType"),
        option: text(item, "optionId"),
        spill: text(item, "spillId"),
        id: text(item, "deciId"),
    };
    items.into_iter().flatten().map(read).collect()
}

impl Step {
    pub fn to_group(&self) -> bool {
        self.action == "to_group"
    }

    pub fn overflows(&self) -> bool {
        matches!(self.option.as_str(), "1" | "3")
    }

    /// Numbers for overflow, for no overflow, and of the conditions.
    fn numbers(&self) -> Option<([&'static str; 2], &'static [&'static str])> {
        match self.action.as_str() {
            "to_service" => Some((["1", "2"], &["1", "2", "3"])),
            "to_group" => Some((["3", "4"], &["4", "5", "6", "7"])),
            _ => None,
        }
    }

    /// When the next step takes over, in words.
    pub fn condition(&self) -> Text {
        match self.spill.as_str() {
            "1" => text("该客服不在线", "the agent is offline"),
            "2" => text("该客服忙碌", "the agent is busy"),
            "3" | "7" => text("智能判断需要溢出", "Sobot judges that it should overflow"),
            "4" => text("该组没有客服在线", "nobody of the group is online"),
            "5" => text("该组客服都在忙", "everybody of the group is busy"),
            "6" => text("该组不在上班时间", "the group is off duty"),
            _ => text("满足溢出条件（未填写）", "the condition holds (none is given)"),
        }
    }

    fn faults(&self) -> Vec<(&'static str, Message)> {
        let Some((options, spills)) = self.numbers() else { return Vec::new() };
        let mut faults = Vec::new();
        let (zh, en) = if self.to_group() {
            ("转技能组", "A skill group")
        } else {
            ("转客服", "An agent")
        };
        if matches!(self.option.as_str(), "1" | "2" | "3" | "4")
            && !options.contains(&self.option.as_str())
        {
            let [yes, no] = options;
            faults.push((
                "optionId",
                Message::new(
                    format!("{zh}时只能是 {yes}（溢出）或 {no}（不溢出）"),
                    format!("{en} takes {yes} (overflows) or {no} (does not)"),
                ),
            ));
        }
        if !self.spill.is_empty() && !self.overflows() {
            faults.push((
                "spillId",
                Message::new(
                    "只有选择溢出时才能写溢出条件，请去掉它或改为溢出",
                    "A condition goes with an overflow only; remove it or choose an overflow",
                ),
            ));
        } else if matches!(self.spill.as_str(), "1" | "2" | "3" | "4" | "5" | "6" | "7")
            && !spills.contains(&self.spill.as_str())
        {
            let list = spills.join("、");
            faults.push((
                "spillId",
                Message::new(
                    format!("{zh}时的溢出条件只能是 {list}"),
                    format!("{en} takes one of these conditions: {}", spills.join(", ")),
                ),
            ));
        } else if self.spill.is_empty() && self.overflows() {
            faults.push((
                "spillId",
                Message::new("选择溢出时要写溢出条件", "An overflow needs its condition"),
            ));
        }
        faults
    }
}

/// Everything that is wrong with a chain.
pub fn faults(steps: &[Step]) -> Vec<Fault> {
    let mut found = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        found.extend(step.faults().into_iter().map(|(field, message)| Fault {
            path: format!("transfer_action.{at}.{field}"),
            id: "value-not-allowed",
            severity: Severity::Error,
            message,
        }));
    }
    let last = steps.iter().position(|step| step.numbers().is_some() && !step.overflows());
    if let Some(last) = last.filter(|last| last + 1 < steps.len()) {
        let (number, next) = (last + 1, last + 2);
        found.push(Fault {
            path: format!("transfer_action.{}", last + 1),
            id: "rule-unsatisfied",
            severity: Severity::Warning,
            message: Message::new(
                format!("第 {number} 步不溢出，从第 {next} 步起永远到不了"),
                format!("Step {number} does not overflow, so step {next} and all after it are never reached"),
            ),
        });
    }
    found
}
