//! A whole portal on a free port, served from a thread of its own for as long as the value lives.

use std::{net::SocketAddr, sync::mpsc, thread::JoinHandle};

use jieru::config::{Config, Throttling};

use super::{TestDb, client::Client};

pub struct TestApp {
    pub address: SocketAddr,
    #[allow(dead_code, reason = "it lives as long as the portal; tests may look into it")]
    pub db: TestDb,
    /// The one-time code of a fresh installation.
    pub setup_code: Option<String>,
    server: actix_web::dev::ServerHandle,
    thread: Option<JoinHandle<()>>,
}

/// Starts the portal on this database and waits until it listens.
pub fn spawn_app(db: TestDb) -> TestApp {
    start(config(&db), db)
}

/// What tests run with: a free port, wide throttles, one worker.
pub fn config(db: &TestDb) -> Config {
    Config {
        listen: "127.0.0.1:0".to_owned(),
        database_url: db.url.clone(),
        throttling: Throttling::Wide,
        gallery: true,
        workers: 1,
        // What happens by itself would stand between what a test did and what it looks at.
        checkpoint_minutes: 0,
        ..Config::in_directory(db.dir.path())
    }
}

/// The same with settings of the test's own choice.
pub fn start(config: Config, db: TestDb) -> TestApp {
    let (tell, told) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let application = jieru::app::build(config).await.expect("a portal");
            let code = application.setup_code.as_ref().map(|code| code.expose().to_owned());
            tell.send((application.address, application.handle(), code)).expect("the test waits");
            application.run().await.expect("a portal that runs until it is stopped");
        });
    });
    let (address, server, setup_code) = told.recv().expect("the portal started");
    TestApp { address, db, setup_code, server, thread: Some(thread) }
}

impl TestApp {
    /// `http://127.0.0.1:PORT`
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops the portal and gives the database back, for a start with other settings.
    pub fn stop(mut self) -> TestDb {
        let db = self.db.take();
        drop(self);
        db
    }

    /// A new visitor with an empty cookie jar.
    pub fn client(&self) -> Client {
        Client::new(self.origin())
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        // The order to stop is sent when the call is made; the answer would come once it is done.
        // The listening socket closes a few milliseconds after the thread has ended.
        drop(self.server.stop(false));
        let ended = self.thread.take().map(JoinHandle::join);
        if !std::thread::panicking() {
            assert!(!matches!(ended, Some(Err(_))), "the portal panicked");
        }
    }
}
