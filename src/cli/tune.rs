//! `jieru tune-passwords`: measures what hashing a password takes on this machine, and recommends a cost.
//! Nothing is opened or changed: owners choose the cost in the portal.

use serde_json::json;

use super::{print_json, print_text, terminal_language};
use crate::access::Passwords;
use crate::access::tuning::{MOST, Measured, tune};
use crate::domain::password_cost::{Cost, MIB};
use crate::error::Result;
use crate::text::Message;

#[derive(clap::Args, Debug)]
pub struct Tune {
    /// text or json.
    #[arg(long, default_value = "text", value_parser = ["text", "json"])]
    format: String,
}

impl Tune {
    pub async fn run(&self) -> Result<()> {
        let passwords = Passwords::start()?;
        let tuning = tune(async |cost: Cost| passwords.measure(cost).await).await?;
        if self.format == "json" {
            let told = |one: &Measured| {
                let memory = one.cost.memory / MIB;
                json!({"memory": memory, "passes": one.cost.passes, "lanes": one.cost.lanes, "milliseconds": one.millis})
            };
            let measured: Vec<_> = tuning.measured.iter().map(told).collect();
            print_json(&json!({"measured": measured, "recommended": told(&tuning.best)}));
            return Ok(());
        }
        for one in &tuning.measured {
            print_text(&format!("argon2id · {} · {} ms", one.cost.shown(), one.millis));
        }
        let best = tuning.best.cost.shown();
        let said = if tuning.is_slow() {
            Message::new(
                format!("建议：{best}（连最低的设置也超过 {MOST} 毫秒，不能再低）"),
                format!(
                    "recommended: {best} (even the least takes more than {MOST} ms; nothing lower is safe)"
                ),
            )
        } else {
            Message::new(
                format!("建议：{best}；由所有者在 /settings/password-cost 设置"),
                format!("recommended: {best}; owners set it under /settings/password-cost"),
            )
        };
        print_text(said.to(terminal_language()));
        Ok(())
    }
}
