//! `jieru serve`

use clap::Args;
use tracing_subscriber::EnvFilter;

use super::print_text;
use super::settings::{Network, Place, config};
use crate::app::{self, Application};
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
        start_log();
        let application = app::build(config(&self.place, &self.network, self.demo)?).await?;
        let told = told(&application);
        application.run_and_tell(|| print_text(&told)).await
    }
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

/// JSON lines on standard error: control characters are escaped, so nobody writes lines of their own.
fn start_log() {
    let filter = EnvFilter::try_from_env("JIERU_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,actix_http=off,actix_session=error,jieru=info"));
    // A second start in one process keeps the first log.
    let _ = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}
