//! What the server asks of the system, followed with strace, and answers that the system never gave.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
};

use crate::support::{leave_out, program};

/// Everything that changes a file, makes it last, or leaves for a client.
const FOLLOWED: &str = "trace=write,pwrite64,lseek,ftruncate,fsync,fdatasync,sendto,sendmsg,writev";

/// Whether system calls can be followed here.
pub fn can_follow() -> bool {
    let tried = program(&["strace"])
        .map(|strace| Command::new(strace).args(["-o", "/dev/null", "true"]).status());
    let works = tried.is_some_and(|status| status.is_ok_and(|status| status.success()));
    if !works {
        leave_out("tests that follow system calls", "strace is missing, or may not follow anybody");
    }
    works
}

/// What runs a command and writes its system calls into this file. The command keeps its process id.
pub fn followed(trace: &Path) -> Vec<&str> {
    let trace = trace.to_str().expect("a path");
    let mut words = vec!["strace", "-D", "-f", "-q", "-y", "-xx", "-s", "65536", "-o", trace];
    words.extend(["--seccomp-bpf", "-e", "signal=none", "-e", FOLLOWED, "--"]);
    words
}

/// The system's answer to some calls on one file, whatever it would have been, for as long as this lives.
pub struct Injection {
    strace: Child,
    _said: BufReader<ChildStderr>,
}

impl Injection {
    pub fn begin(process: u32, file: &Path, calls: &str, error: &str) -> Self {
        let mut strace = Command::new("strace")
            .args(["-f", "-o", "/dev/null", "-e", &format!("trace={calls}")])
            .args(["-e", &format!("inject={calls}:error={error}"), "-P"])
            .arg(file)
            .args(["-p", &process.to_string()])
            .stderr(Stdio::piped())
            .spawn()
            .expect("strace");
        let mut said = BufReader::new(strace.stderr.take().expect("its errors"));
        let mut line = String::new();
        said.read_line(&mut line).expect("a line");
        let injection = Injection { strace, _said: said };
        assert!(line.contains("attached"), "{line}");
        injection
    }
}

impl Drop for Injection {
    fn drop(&mut self) {
        // Told to end, it lets everybody go on; killed, it might leave somebody standing.
        let id = self.strace.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let _ = self.strace.wait();
    }
}

/// One thing that matters after a power cut, in the order in which it happened.
#[derive(Debug)]
pub enum Event {
    Write {
        file: usize,
        at: usize,
        bytes: Vec<u8>,
    },
    Resize {
        file: usize,
        length: usize,
    },
    /// Everything before the event of this number lasts from here on.
    Sync {
        file: usize,
        before: usize,
    },
    /// A client is told that this plugin is saved.
    Told(String),
}

/// Reads a trace; `files` are the names of the files that matter.
pub fn events(trace: &Path, files: [&str; 2]) -> Vec<Event> {
    let mut reading = Reading { files, ..Reading::default() };
    for line in BufReader::new(File::open(trace).expect("a trace")).lines() {
        reading.line(&line.expect("text"));
    }
    reading.events
}

#[derive(Default)]
struct Reading<'a> {
    files: [&'a str; 2],
    events: Vec<Event>,
    /// Calls that have not come back, by thread, and how many events there were before them.
    begun: HashMap<String, (String, usize)>,
    /// Where each descriptor stands.
    places: HashMap<String, usize>,
}

impl Reading<'_> {
    fn line(&mut self, line: &str) {
        let Some((thread, rest)) = line.split_once(char::is_whitespace) else { return };
        let rest = rest.trim_start();
        if let Some(start) = rest.strip_suffix("<unfinished ...>") {
            // What is sent may arrive before the call comes back.
            self.tell(start);
            self.begun.insert(thread.to_owned(), (start.to_owned(), self.events.len()));
        } else if let Some((_, end)) = rest.split_once(" resumed>") {
            if let Some((start, before)) = self.begun.remove(thread) {
                self.call(&format!("{start}{end}"), before, true);
            }
        } else {
            let before = self.events.len();
            self.call(rest, before, false);
        }
    }

    /// `name(DESCRIPTOR<PATH>, …) = RESULT`
    fn call(&mut self, text: &str, before: usize, resumed: bool) {
        let Some((name, rest)) = text.split_once('(') else { return };
        let Some((arguments, result)) = rest.rsplit_once(" = ") else { return };
        let result = result.split_whitespace().next().and_then(|number| number.parse().ok());
        let Some(result): Option<usize> = result else { return };
        let Some((descriptor, path)) = arguments.split_once('<') else { return };
        let path = decoded(path.split('>').next().unwrap_or_default());
        let path = String::from_utf8_lossy(&path).into_owned();
        let Some(file) = self.files.iter().position(|file| path.ends_with(file)) else {
            if !resumed {
                self.tell(text);
            }
            return;
        };
        let number = |at: usize| -> usize {
            let words: Vec<&str> = arguments.trim_end_matches([')', ' ']).split(", ").collect();
            words[at].parse().expect("a number")
        };
        let place = self.places.entry(descriptor.to_owned()).or_default();
        match name {
            "lseek" => *place = result,
            "ftruncate" => self.events.push(Event::Resize { file, length: number(1) }),
            "fsync" | "fdatasync" => self.events.push(Event::Sync { file, before }),
            "write" | "pwrite64" => {
                let mut bytes = quoted(arguments);
                assert!(bytes.len() >= result, "cut off: {result}");
                bytes.truncate(result);
                let at = if name == "write" { *place } else { number(3) };
                if name == "write" {
                    *place += result;
                }
                self.events.push(Event::Write { file, at, bytes });
            }
            other => panic!("{other} on {path}"),
        }
    }

    /// An answer that leads to a plugin says that it is saved.
    fn tell(&mut self, text: &str) {
        if !["write", "sendto", "sendmsg", "writev"].iter().any(|name| text.starts_with(name)) {
            return;
        }
        let sent = String::from_utf8_lossy(&quoted(text)).into_owned();
        let place = sent.split("/e/alpha/plugins/").nth(1);
        if let Some(id) = place.and_then(|rest| rest.get(..36))
            && sent.starts_with("HTTP/1.1 303")
        {
            self.events.push(Event::Told(id.to_owned()));
        }
    }
}

/// All texts of a line, one after the other.
fn quoted(text: &str) -> Vec<u8> {
    text.split('"').skip(1).step_by(2).flat_map(decoded).collect()
}

/// `\x6a` → `j`
fn decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let digit = |at: usize| char::from(bytes[at]).to_digit(16).and_then(|it| u8::try_from(it).ok());
    let mut decoded = Vec::with_capacity(bytes.len() / 4);
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"\\x") {
            decoded.push(digit(at + 2).expect("a digit") * 16 + digit(at + 3).expect("a digit"));
            at += 4;
        } else {
            decoded.push(bytes[at]);
            at += 1;
        }
    }
    decoded
}
