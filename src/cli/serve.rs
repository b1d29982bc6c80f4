//! `jieru serve`

use clap::Args;

use super::log::Log;
use super::print_text;
use super::settings::{Network, Place, config};
use crate::app::{self, Application};
use crate::config::Config;
use crate::error::Result;

#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    network: Network,
    /// Serve a demo with one example of everything, in its own data directory.
    #[arg(long)]
    demo: bool,
}

impl Serve {
    pub async fn run(self) -> Result<()> {
        let config = config(&self.place, &self.network, self.demo)?;
        let log = Log::start(config.log_format)?;
        let outcome = serve(config).await;
        log.finish();
        outcome
    }
}

async fn serve(config: Config) -> Result<()> {
    let application = app::build(config).await?;
    let told = told(&application);
    application.run_and_tell(|| print_text(&told)).await
}

/// Where the portal is, and how to get in.
fn told(application: &Application) -> String {
    let origin = application.public_url.origin();
    let mut lines = vec![format!("Jieru 接入 · {origin}")];
    if let Some(password) = &application.demo_password {
        lines.push(format!("演示登录 Demo sign-in: owner@demo.example · {}", password.expose()));
        lines.push(
            "（同一密码 same password: admin@demo.example, developer@demo.example, auditor@demo.example）"
                .to_owned(),
        );
    }
    if let Some(code) = &application.setup_code {
        lines.push(format!("首次设置 First set-up: {origin}/setup"));
        lines.push(format!("设置码 Set-up code: {}", code.expose()));
    }
    lines.join("\n")
}
