//! The program itself: what it prints, how it ends, and what it refuses.

mod backup;
mod catalogue;
mod full;
mod history;
mod log;
mod markers;
mod operating;
mod output;
mod people;
mod serving;
mod starting;
mod vault;

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::Path,
    process::{Child, ChildStdout, Command, Output, Stdio},
    time::Duration,
};

use crate::support::{TestDb, client::Client};

/// The program with a clean environment and English words.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jieru"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("JIERU_")) {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C").env("LANG", "C").args(arguments).stdin(Stdio::null());
    command
}

/// A command on this database with its data directory.
pub fn on(db: &TestDb, arguments: &[&str]) -> Command {
    at(db.dir.path(), &db.url, arguments)
}

pub fn at(dir: &Path, url: &str, arguments: &[&str]) -> Command {
    let mut command = program(arguments);
    command.arg("--data-dir").arg(dir).args(["--database-url", url]);
    command
}

/// How a command ended: exit code, standard output, standard error.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Ended {
    /// Done, with nothing to complain about.
    #[track_caller]
    pub fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// Refused with a plain sentence that contains all of these words.
    #[track_caller]
    pub fn refused(self, words: &[&str]) {
        assert_eq!(self.code, Some(1), "{self:?}");
        assert!(self.err.starts_with("jieru: "), "{}", self.err);
        for word in words {
            assert!(self.err.contains(word), "{word} is missing: {}", self.err);
        }
        for inner in ["panicked", "Err(", "Some(", "src/"] {
            assert!(!self.err.contains(inner), "{}", self.err);
        }
    }
}

pub fn run(mut command: Command) -> Ended {
    command.output().expect("a program").into()
}

/// Runs with one line on standard input.
pub fn told(mut command: Command, line: &str) -> Ended {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("a program");
    let mut input = child.stdin.take().expect("its input");
    // It may have ended without reading.
    let _ = writeln!(input, "{line}");
    drop(input);
    child.wait_with_output().expect("its end").into()
}

/// A running `serve`, ended with this value.
pub struct Served {
    pub child: Child,
    out: BufReader<ChildStdout>,
    pub origin: String,
}

/// Starts and waits for the first line, which names the address. Standard error goes to a file.
pub fn serve(mut command: Command, log: &Path) -> Served {
    let log = std::fs::File::create(log).expect("a log");
    command.args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(log);
    let mut child = command.spawn().expect("a program");
    let mut out = BufReader::new(child.stdout.take().expect("its output"));
    let mut line = String::new();
    out.read_line(&mut line).expect("a line");
    let origin = line.trim().rsplit(' ').next().unwrap_or_default().to_owned();
    assert!(origin.starts_with("http://127.0.0.1:"), "{line}");
    Served { child, out, origin }
}

impl Served {
    pub fn client(&self) -> Client {
        Client::new(self.origin.clone())
    }

    /// The next line that it prints.
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).expect("a line");
        line.trim().to_owned()
    }

    /// Tells it to stop, and waits for as long as it may take.
    pub fn stop(mut self) -> Ended {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill").success());
        for _ in 0..150 {
            if let Some(status) = self.child.try_wait().expect("a status") {
                let mut out = String::new();
                self.out.read_to_string(&mut out).expect("text");
                return Ended { code: status.code(), out, err: String::new() };
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("it still serves, 15 seconds after SIGTERM");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Another empty database of the same kind.
pub async fn another(db: &TestDb) -> TestDb {
    if db.url.starts_with("postgres:") {
        TestDb::postgres().await.expect("the cluster runs")
    } else {
        TestDb::sqlite()
    }
}
