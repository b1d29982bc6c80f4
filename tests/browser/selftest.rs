//! The browser harness tested on pages whose faults are known: what should be found is found.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
};

use super::{browse, page::PHONE};
use thirtyfour::Key;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    require-trusted-types-for 'script'; trusted-types portal";

const GOOD: &str = "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>好</title>
    <meta name=viewport content='width=device-width'>
    <main><h1>登录</h1><p id=state>无脚本</p><noscript><p id=plain>脚本已关闭</p></noscript>
    <form method=post action=/login><label>邮箱 <input name=email></label>
    <label>密码 <input name=password type=password></label><button id=go>登录</button></form></main>
    <script src=/static/good.js></script>";

const BAD: &str = "<html><img src=/static/none.png><button></button>
    <p style='color:#ccc'>faint</p><div style='width:900px'>wide</div>";

const BLOCKED: &str = "<!doctype html><html lang=en><title>blocked</title><main><h1>x</h1></main>
    <p style='color:red'>styled</p><script>document.title = 'inline ran'</script>";

const TRUSTED: &str = "<!doctype html><html lang=en><title>types</title><main><h1>x</h1></main>
    <script src=/static/types.js></script>";

#[test]
fn a_bad_page_is_reported_element_by_element() {
    let origin = serve();
    browse(async |page| {
        page.open(&format!("{origin}/bad")).await;
        let report = page.axe_report().await.expect("violations");
        for id in ["image-alt", "button-name", "color-contrast", "html-has-lang", "document-title"]
        {
            assert!(report.contains(id), "{id} is missing in\n{report}");
        }
        assert!(report.contains("<button></button>"), "no element in\n{report}");
        let complaints = page.complaints().await;
        assert!(complaints.iter().any(|text| text.contains("none.png")), "{complaints:?}");
    });
}

#[test]
fn a_good_page_is_silent_in_light_and_dark_and_on_a_phone() {
    let origin = serve();
    browse(async |page| {
        page.open(&format!("{origin}/login")).await;
        assert_eq!(page.text("#state").await, "脚本 light 1440");
        assert!(!page.has("#plain").await);
        page.axe("the good page").await;

        page.scheme("dark").await;
        page.viewport(PHONE).await;
        page.open(&format!("{origin}/login")).await;
        assert_eq!(page.text("#state").await, "脚本 dark 390");
        page.axe("the good page, dark, on a phone").await;
        page.assert_no_sideways_scroll("the good page").await;
        page.shot("selftest").await;
    });
}

#[test]
fn scripts_can_be_switched_off() {
    let origin = serve();
    browse(async |page| {
        page.javascript(false).await;
        page.open(&format!("{origin}/login")).await;
        assert_eq!(page.text("#state").await, "无脚本");
        assert_eq!(page.text("#plain").await, "脚本已关闭");
        page.axe("the good page without scripts").await;
        page.login(&origin, "a@example.com", "p &甲").await;
        assert_eq!(page.text("h1").await, "email=a%40example.com&password=p+%26%E7%94%B2");

        page.javascript(true).await;
        page.open(&format!("{origin}/login")).await;
        assert_eq!(page.text("#state").await, "脚本 light 1440");
        page.follow("#go").await;
        assert_eq!(page.text("h1").await, "email=&password=");
    });
}

#[test]
fn what_the_policy_blocks_is_noticed() {
    let origin = serve();
    browse(async |page| {
        page.open(&format!("{origin}/blocked")).await;
        let complaints = page.complaints().await;
        let told = |word: &str| complaints.iter().any(|text| text.contains(word));
        assert!(told("style-src") && told("script-src"), "{complaints:?}");
        assert_eq!(page.driver.title().await.expect("a title"), "blocked");

        page.open(&format!("{origin}/types")).await;
        let complaints = page.complaints().await;
        assert!(complaints.iter().any(|text| text.contains("TrustedHTML")), "{complaints:?}");
    });
}

#[test]
#[should_panic(expected = "the browser complained")]
fn a_complaint_that_nobody_takes_fails_the_test() {
    let origin = serve();
    let mut ran = false;
    browse(async |page| {
        page.open(&format!("{origin}/blocked")).await;
        ran = true;
    });
    assert!(ran, "the browser complained: not at all, for it was left out");
}

#[test]
fn the_keyboard_alone_is_enough() {
    let origin = serve();
    browse(async |page| {
        page.open(&format!("{origin}/login")).await;
        page.press(&[Key::Tab]).await;
        assert_eq!(page.focus().await, "input[email]");
        page.write("甲@example.com").await;
        page.chord(Key::Control, 'k').await;
        assert_eq!(page.text("#state").await, "Control+K");
        page.tab_to("#go").await;
        page.leave(async |page| page.press(&[Key::Enter]).await).await;
        assert_eq!(page.text("h1").await, "email=%E7%94%B2%40example.com&password=");
    });
}

#[test]
fn a_page_that_is_too_wide_is_noticed() {
    let origin = serve();
    browse(async |page| {
        page.viewport(PHONE).await;
        page.open(&format!("{origin}/bad")).await;
        let script = "const e = document.documentElement; return e.scrollWidth > e.clientWidth";
        assert_eq!(page.evaluate(script).await, true);
        page.complaints().await;
    });
}

/// A web server of four pages, which ends with the test process.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address: SocketAddr = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        listener.incoming().flatten().for_each(|stream| drop(answer(stream)));
    });
    format!("http://{address}")
}

fn answer(stream: TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    std::io::Read::read_exact(&mut reader, &mut body)?;
    let body = String::from_utf8_lossy(&body);
    let (status, kind, policy, text) = respond(&request, &body);
    let policy = policy.map(|policy| format!("Content-Security-Policy: {policy}\r\n"));
    let (policy, length) = (policy.unwrap_or_default(), text.len());
    write!(
        reader.get_mut(),
        "HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\n{policy}\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{text}"
    )
}

fn respond(
    request: &str,
    body: &str,
) -> (&'static str, &'static str, Option<&'static str>, String) {
    let page = |text: &str| ("200 OK", "text/html", Some(POLICY), text.to_owned());
    let script = |text: &str| ("200 OK", "text/javascript", None, text.to_owned());
    match request.split(' ').take(2).collect::<Vec<_>>().join(" ").as_str() {
        "GET /login" => page(GOOD),
        "POST /login" => page(&format!("<!doctype html><html lang=zh><title>x</title><h1>{body}</h1>")),
        "GET /bad" => ("200 OK", "text/html", None, BAD.to_owned()),
        "GET /blocked" => page(BLOCKED),
        "GET /types" => page(TRUSTED),
        "GET /static/types.js" => script("document.body.innerHTML = '<b>text</b>';"),
        "GET /static/good.js" => script(
            "const state = document.getElementById('state');
             const dark = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
             state.textContent = `脚本 ${dark} ${innerWidth}`;
             addEventListener('keydown', (e) => {
                 if (e.ctrlKey && e.key === 'k') { e.preventDefault(); state.textContent = 'Control+K'; }
             });",
        ),
        _ => ("404 Not Found", "text/plain", None, String::new()),
    }
}
