//! Cleaning up after the test process, however it ends. A detached shell holds the reading end of a
//! pipe; when the process is gone, killed or not, the pipe closes and the shell does its work.

use std::{
    os::unix::process::CommandExt as _,
    process::{Child, Command, Stdio},
};

/// The watching shell. It acts when this value is dropped or, for a `static`, when the process ends.
pub struct Watcher {
    _shell: Child,
}

/// Runs `script` with `arguments` as `$1`, `$2` … once this process is gone.
pub fn when_gone(script: &str, arguments: &[&str]) -> Watcher {
    let shell = Command::new("sh")
        .args(["-c", &format!("while read -r _; do :; done\n{script}"), "watcher"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("a shell");
    Watcher { _shell: shell }
}

/// Ends the server of `$1/data` and the process group `$2`, and removes the folder `$1`; again, for as
/// long as somebody who was still starting up puts the folder back.
pub const STOP_AND_REMOVE: &str = r#"
gone() { ! kill -0 "$1" 2>/dev/null; }
stop_group() {
    kill -TERM "-$1" || return
    for _ in 1 2 3 4 5; do gone "-$1" && return; sleep 0.2; done
    kill -KILL "-$1"
}
stop_server() {
    server=$(head -n 1 "$1/data/postmaster.pid") || return
    kill -QUIT "$server"
    for _ in 1 2 3 4 5 6 7 8 9 10; do gone "$server" && return; sleep 0.2; done
}
[ -z "$2" ] || stop_group "$2"
for _ in 1 2 3 4 5 6 7 8 9 10; do
    stop_server "$1"
    rm -rf "$1"
    sleep 0.3
    [ -e "$1" ] || exit 0
done
"#;
