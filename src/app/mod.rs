//! The only place where the parts are wired together.

pub mod backup;
mod demo;
pub mod history;
pub(crate) mod opening;
pub mod restoring;
pub mod rotation;

use std::any::Any;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_session::SessionMiddleware;
use actix_session::config::{BrowserSession, CookieContentSecurity};
use actix_web::cookie::{Key, SameSite, time};
use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};

pub use opening::{Opened, open};

use crate::access::session::Sessions;
use crate::access::{Passwords, Refusals, Throttles};
use crate::clock::{MINUTE, Millis};
use crate::config::{Config, Limits, PublicUrl, Throttling};
use crate::error::{Error, Result};
use crate::jobs;
use crate::secret::Secret;
use crate::store::Db;
use crate::store::endings;
use crate::store::installation::Setup;
use crate::store::ledger::Notary;
use crate::store::password_rules;
use crate::store::sessions::ABSOLUTE;
use crate::text::Message;
use crate::vault::readable_code;
use crate::web::figures::Figures;
use crate::web::pages::changes;
use crate::web::pages::history_proofs::Runs;
use crate::web::portal::{Portal, SetupGate};
use crate::web::{Desks, guard, journal, routes};
use crate::web::{care, checkup};

/// Seconds that running requests get when the server is told to stop.
const FAREWELL: u64 = 10;

/// A server that listens already.
pub struct Application {
    pub address: SocketAddr,
    pub public_url: PublicUrl,
    /// The one-time code, while nobody has set the portal up.
    pub setup_code: Option<Secret>,
    /// The password of all people of the demo.
    pub demo_password: Option<Secret>,
    server: Server,
    refusals: Refusals,
    db: Db,
}

/// Opens everything and begins to listen.
pub async fn build(config: Config) -> Result<Application> {
    let listener = listen(&config.listen)?;
    let address = listener.local_addr().map_err(Error::broken)?;
    let public_url = public_url(&config, address)?;
    let Opened { db, vault, installation } = open(&config).await?;
    let passwords = Passwords::start()?;
    passwords.set_cost(password_rules::cost(&mut db.read().await?).await?.cost);
    let demo_password = if installation.demo {
        Some(demo::prepare(&db, &vault, &passwords, &config.data_dir).await?)
    } else {
        None
    };
    let setup_code = if installation.setup == Setup::Account && !db.has_people().await? {
        Some(readable_code::<12>()?)
    } else {
        None
    };
    if db.careless().commits {
        tracing::warn!("PostgreSQL has synchronous_commit = off; our own connections turn it on");
    }
    if config.throttling == Throttling::Wide {
        tracing::warn!("throttles are wide open: this setting is for tests only");
    }
    let throttles = Throttles::new(config.throttling);
    let notary = Notary::new(vault.clone(), &installation.id, config.checkpoint_file.clone());
    let refusals = Refusals::new(config.throttling);
    if installation.demo {
        // Those that have none get their first checkpoint, to have something to look at.
        notary.round(&db, db.clock().now()).await?;
    }
    let figures = Figures::start()?;
    let portal = Portal {
        db: db.clone(),
        figures: figures.clone(),
        desks: Desks::default(),
        limits: config.limits,
        clock: db.clock().clone(),
        vault,
        notary: notary.clone(),
        runs: Runs::default(),
        passwords: passwords.clone(),
        throttles: throttles.clone(),
        refusals: refusals.clone(),
        public_url: public_url.clone(),
        trusted_proxies: config.trusted_proxies.clone().into(),
        installation: installation.id.as_str().into(),
        data_dir: config.data_dir.as_path().into(),
        demo: installation.demo,
        gallery: config.gallery,
        setup: setup_code.clone().map(SetupGate::open).unwrap_or_default(),
    };
    let server = serve(listener, portal, &config)?;
    actix_web::rt::spawn(jobs::settle(move || figures.settle()));
    actix_web::rt::spawn(refusals.clone().run(db.clone()));
    begin(&db, (throttles, passwords), notary, Millis::from(config.checkpoint_minutes) * MINUTE);
    Ok(Application { address, public_url, setup_code, demo_password, server, refusals, db })
}

/// The work that comes back by the clock; `every` is the time between checkpoints, 0 for none.
fn begin(db: &Db, (throttles, passwords): (Throttles, Passwords), notary: Notary, every: Millis) {
    let (cared, examined, signed) = (db.clone(), db.clone(), db.clone());
    let round = async move || care::round(&cared).await;
    actix_web::rt::spawn(jobs::run(db.clone(), throttles, round));
    let soon = async move || {
        // Another server may have been told another one.
        passwords.set_cost(password_rules::cost(&mut examined.read().await?).await?.cost);
        Ok(endings::round(&examined).await?
            + checkup::everything(&examined).await?
            + changes::due::release(&examined).await?)
    };
    actix_web::rt::spawn(jobs::examine(soon));
    if every > 0 {
        let round = async move || notary.round(&signed, every).await;
        actix_web::rt::spawn(jobs::sign(round));
    }
}

impl Application {
    /// For whoever wants to stop the server.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Serves until it is told to stop, then finishes running requests and closes the database.
    pub async fn run(self) -> Result<()> {
        self.run_and_tell(|| ()).await
    }

    /// The same, and calls `tell` once the server can be reached and be stopped by a signal.
    pub async fn run_and_tell(self, tell: impl FnOnce()) -> Result<()> {
        let running = actix_web::rt::spawn(self.server);
        // The server takes over the signals when it is first polled, which is now.
        tokio::task::yield_now().await;
        tell();
        let outcome = running.await.map_err(Error::broken)?.map_err(Error::broken);
        let last = self.db.reconnected();
        self.refusals.finish(&last).await;
        last.close().await;
        self.db.close().await;
        outcome
    }
}

/// The runtime that everything of this program runs in.
pub fn run_to_end<T>(work: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(work)
}

fn serve(listener: TcpListener, portal: Portal, config: &Config) -> Result<Server> {
    let Limits { head, write, keep_alive, connections, .. } = config.limits;
    let sessions = Sessions::new(portal.db.clone());
    let portal = web::Data::new(portal);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(portal.clone())
            .wrap(session_layer(&portal, sessions.clone()))
            .wrap(Compress::default())
            .wrap(from_fn(guard))
            .wrap(from_fn(journal))
            .configure(routes::register)
    })
    .on_connect(move |stream, _| give_up_unread(stream, write))
    .workers(config.workers.max(1))
    // Without this every compressed page waits some 40 ms for the network's own batching.
    .tcp_nodelay(true)
    .client_request_timeout(head)
    .keep_alive(keep_alive)
    .shutdown_timeout(FAREWELL)
    .max_connections(connections)
    .server_hostname("jieru")
    .listen(listener)
    .map_err(Error::broken)?;
    Ok(server.run())
}

/// Closes the connection when an answer waits so long for somebody to read on. The server itself never
/// learns of it: while nobody reads, it is not asked to write.
fn give_up_unread(stream: &dyn Any, patience: Duration) {
    #[cfg(target_os = "linux")]
    if let Some(stream) = stream.downcast_ref::<actix_web::rt::net::TcpStream>() {
        let set = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(patience));
        if let Err(error) = set {
            tracing::debug!(%error, "a connection has no limit for unread answers");
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (stream, patience);
}

fn session_layer(portal: &Portal, sessions: Sessions) -> SessionMiddleware<Sessions> {
    let lifetime = time::Duration::milliseconds(ABSOLUTE);
    SessionMiddleware::builder(sessions, Key::from(portal.vault.cookie_key().expose()))
        .cookie_name(portal.session_cookie().to_owned())
        .cookie_secure(portal.public_url.https())
        .cookie_http_only(true)
        .cookie_same_site(SameSite::Lax)
        .cookie_path("/".to_owned())
        .cookie_content_security(CookieContentSecurity::Signed)
        .session_lifecycle(BrowserSession::default().state_ttl(lifetime))
        .build()
}

fn listen(address: &str) -> Result<TcpListener> {
    TcpListener::bind(address).map_err(|error| {
        Error::refused(Message::new(
            format!("无法监听 {address}：端口可能已被占用，或地址不属于本机。可用 --listen 换一个。"),
            format!("Cannot listen on {address}: the port may be taken, or the address is not this machine’s. Choose another one with --listen."),
        ))
        .because(error)
    })
}

/// The configured public URL, or the address that we listen on. Plain http beyond this machine must
/// be said explicitly.
fn public_url(config: &Config, address: SocketAddr) -> Result<PublicUrl> {
    if let Some(url) = &config.public_url {
        return Ok(url.clone());
    }
    let url = PublicUrl::parse(&format!("http://{address}"))?;
    if url.loopback() {
        return Ok(url);
    }
    Err(Error::refused(Message::new(
        format!(
            "监听 {address} 时必须说明公开地址，例如 JIERU_PUBLIC_URL=https://jieru.example.com；不用 HTTPS 时请明确写 http://…"
        ),
        format!(
            "When listening on {address}, say under which address browsers come, for example JIERU_PUBLIC_URL=https://jieru.example.com; without HTTPS write http://… explicitly."
        ),
    )))
}
