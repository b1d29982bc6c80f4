//! The values, by what they would like to be.

/// What every page is looked at for: none of these may become an element of it.
pub const MARKUP: &[&str] = &[
    "<img src=x onerror=alert(1)>",
    "\"><img src=x onerror=alert(1)>",
    "'><img src=x onerror='alert(1)'>",
    "</textarea><img src=x onerror=alert(1)>",
    "</title><img src=x onerror=alert(1)>",
    "</script><img src=x onerror=alert(1)>",
    "</style><img src=x onerror=alert(1)>",
    "--><img src=x onerror=alert(1)>",
    "]]><img src=x onerror=alert(1)>",
    "</pre></code></svg><img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href=javascript:alert(1) onclick=alert(1)>x</a>",
    "\" onfocus=\"alert(1)\" autofocus=\"",
    "' onfocus='alert(1)' autofocus='",
    "` onfocus=`alert(1)",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
    "＜img src=x onerror=alert(1)＞",
    "<!--<script>",
];

/// For scripts, templates and style sheets.
const CODE: &[&str] = &[
    "';alert(1)//",
    "\";alert(1)//",
    "`;${alert(1)};`",
    "\\",
    "\\\"",
    "\\u003cimg src=x onerror=alert(1)\\u003e",
    "*/alert(1)/*",
    "{{7*7}}",
    "{{constructor.constructor('alert(1)')()}}",
    "{%7*7%}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "$(id)",
    "`id`",
    "; id #",
    "%{(#a=1)}",
    "red;background:url(//evil.example)",
    "__proto__",
    "constructor",
    "toString",
    "{\"__proto__\":{\"a\":1}}",
];

/// For addresses and paths.
const ADDRESSES: &[&str] = &[
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<img src=x onerror=alert(1)>",
    "//evil.example/",
    "\\\\evil.example\\",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example/?a=1&amp;b=2#c",
    "https://user:pass@evil.example/",
    "http://[::1",
    "http://127.0.0.1:1/",
    "file:///etc/passwd",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "%2e%2e%2f%2e%2e%2f",
    "a/b",
    ".",
    "..",
    "%00",
    "%ff",
    "%",
    "%zz",
    "a?b=c&d=e#f",
];

/// For databases, spreadsheets, logs, numbers and readers of JSON.
const DATA: &[&str] = &[
    "' OR '1'='1",
    "'; DROP TABLE people; --",
    "\" OR \"\"=\"",
    "1) OR (1=1",
    "%",
    "_",
    "%_%!\\",
    "\" OR name:* NEAR(",
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "a,b;c\td",
    "\"a\"\"b\"",
    "-1",
    "0",
    "00",
    "1e309",
    "NaN",
    "0x10",
    "１２",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "9999-12-31T23:59:59Z",
    "0000-00-00",
    "2026-02-30",
    "true",
    "null",
    "{\"a\":1,\"a\":2}",
    "{\"a\":",
    "[1e999]",
    "\"\\ud800\"",
    "{\"\\u0000\":1}",
    "\u{feff}{\"a\":1}",
];

/// Letters that look, sort or break lines in other ways than they seem to.
const LETTERS: &[&str] = &[
    "a\u{2028}b",
    "a\u{2029}b",
    "a\u{200b}b",
    "a\u{ad}b",
    "a\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "👩‍👩‍👧‍👦",
    "مرحبا",
    "ｆｕｌｌ　ｗｉｄｔｈ",
    "раураl",
    "ﬁ",
    "İı",
    "ß",
    "\u{10ffff}",
    "\u{e000}",
    "𠮷野家",
    "a\u{a0}b",
    "a\u{3000}b",
    " \t a",
];

/// What no field takes: controls, controls of direction, code points that are no characters.
pub const UNSEEN: &[&str] = &[
    "a\u{0}b",
    "a\u{7}b",
    "a\u{1b}[31mb",
    "a\u{7f}b",
    "a\u{85}b",
    "a\u{9b}b",
    "a\u{202e}b",
    "a\u{2066}b",
    "a\u{200f}b",
    "a\u{fffe}b",
    "a\u{fdd0}b",
    "a\u{1ffff}b",
    "a\rSet-Cookie: hostile=1",
    "a\r\n\r\n<img src=x onerror=alert(1)>",
];

/// All of them, and what is too long or too deep.
pub fn all() -> Vec<String> {
    let fixed = [MARKUP, CODE, ADDRESSES, DATA, LETTERS, UNSEEN].concat();
    let mut all: Vec<String> = fixed.into_iter().map(str::to_owned).collect();
    all.extend([
        String::new(),
        "长".repeat(201),
        "<img src=x onerror=alert(1)>".repeat(143),
        "a".repeat(60_000),
        "[".repeat(2_000),
        format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200)),
        format!("{}!", "a".repeat(3_000)),
        "%25".repeat(2_000),
    ]);
    all
}

/// Every so-manieth, for what costs more than the others or is besieged a second time.
pub fn sample(step: usize) -> Vec<String> {
    all().into_iter().step_by(step).collect()
}
