//! Clients that are slow on purpose: with the head, with the body, and with reading. Deadlines are short
//! here, so that the tests are; the real ones stand in the README.

use std::time::Duration;

use jieru::config::{Config, Limits};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::{Instant, sleep, timeout},
};

use crate::support::{
    TestDb,
    app::{TestApp, config, start},
};

const SECOND: Duration = Duration::from_secs(1);

fn impatient() -> TestApp {
    let db = TestDb::sqlite();
    let limits = Limits { head: SECOND, body: SECOND, write: 2 * SECOND, ..Limits::default() };
    start(Config { limits, ..config(&db) }, db)
}

/// Sends one byte after the other until the server has had enough; what it answered.
async fn drip(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let mut part = [0; 1_024];
    let work = async {
        loop {
            let read = timeout(Duration::from_millis(150), stream.read(&mut part)).await;
            match read {
                Ok(Ok(0) | Err(_)) => return,
                Ok(Ok(count)) => answer.extend_from_slice(&part[..count]),
                Err(_) => {}
            }
            if stream.write_all(b"a").await.is_err() {
                return;
            }
        }
    };
    timeout(10 * SECOND, work).await.expect("the server gives up");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_head_that_does_not_come_is_given_up() {
    let app = impatient();
    let mut stream = TcpStream::connect(app.address).await.expect("a connection");
    stream.write_all(b"GET /login HTTP/1.1\r\nX-Slow: ").await.expect("sent");
    let began = Instant::now();
    let answer = drip(&mut stream).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(began.elapsed() < 6 * SECOND, "{:?}", began.elapsed());
    // Somebody who sends nothing at all is sent away, too.
    let mut silent = TcpStream::connect(app.address).await.expect("a connection");
    let mut answer = Vec::new();
    let ended = timeout(6 * SECOND, silent.read_to_end(&mut answer)).await;
    assert!(ended.is_ok(), "the connection is still open");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let app = impatient();
    let mut stream = TcpStream::connect(app.address).await.expect("a connection");
    let head = format!(
        "POST /appearance HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nlang=",
        app.address
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    let began = Instant::now();
    let answer = drip(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(began.elapsed() < 8 * SECOND, "{:?}", began.elapsed());
}

/// Asks for a file and reads nothing for so long, with a window that holds a small part of it.
async fn unread(app: &TestApp, path: &str, pause: Duration) -> Vec<u8> {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4_096).expect("a small window");
    let mut stream = socket.connect(app.address).await.expect("a connection");
    let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", app.address);
    stream.write_all(head.as_bytes()).await.expect("sent");
    sleep(pause).await;
    let mut answer = Vec::new();
    let read = timeout(10 * SECOND, stream.read_to_end(&mut answer)).await;
    // A connection that was cut off ends with an error or in the middle.
    drop(read.expect("an end"));
    answer
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_answer_that_nobody_reads_is_given_up() {
    let app = impatient();
    let page = app.client().get("/login").await.body;
    let page = if page.is_empty() { app.client().get("/setup").await.body } else { page };
    let hashed = page.split('"').find(|text| text.starts_with("/static/")).expect("an asset");
    let hashed = hashed.split('/').take(3).collect::<Vec<_>>().join("/");
    let path = format!("{hashed}/css/app.css");
    let whole = app.client().bytes(&path).await.len();
    assert!(whole > 40_000, "{whole}");
    let (soon, late) =
        tokio::join!(unread(&app, &path, SECOND / 2), unread(&app, &path, 6 * SECOND),);
    assert!(soon.len() > whole, "who reads a little later gets everything: {}", soon.len());
    assert!(late.len() < whole, "who does not read is cut off: {}", late.len());
}
