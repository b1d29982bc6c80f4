//! Which browser on which system a request came from, as far as it says so itself: enough for people to
//! recognise their own sessions, and nothing to build on. Names of products are the same in every
//! language.

/// What a text must hold, and what it is then called; whoever pretends to be others comes first.
const BROWSERS: &[(&str, &str)] = &[
    ("wxwork", "WeCom"),
    ("micromessenger", "WeChat"),
    ("alipayclient", "Alipay"),
    ("dingtalk", "DingTalk"),
    ("qqbrowser", "QQ Browser"),
    ("metasr", "Sogou"),
    ("ucbrowser", "UC Browser"),
    ("samsungbrowser", "Samsung Internet"),
    ("huaweibrowser", "HUAWEI Browser"),
    ("yabrowser", "Yandex"),
    ("vivaldi", "Vivaldi"),
    ("opr/", "Opera"),
    ("edg/", "Edge"),
    ("edga/", "Edge"),
    ("edgios/", "Edge"),
    ("firefox/", "Firefox"),
    ("fxios/", "Firefox"),
    ("crios/", "Chrome"),
    ("headlesschrome/", "Chrome"),
    ("chrome/", "Chrome"),
    ("chromium/", "Chromium"),
    ("trident/", "Internet Explorer"),
    ("msie ", "Internet Explorer"),
    ("version/", "Safari"),
    ("curl/", "curl"),
    ("wget/", "Wget"),
    ("python-", "Python"),
    ("go-http-client", "Go"),
    ("java/", "Java"),
    ("okhttp", "OkHttp"),
];

const SYSTEMS: &[(&str, &str)] = &[
    ("harmonyos", "HarmonyOS"),
    ("openharmony", "HarmonyOS"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("cros ", "ChromeOS"),
    ("macintosh", "macOS"),
    ("mac os x", "macOS"),
    ("freebsd", "FreeBSD"),
    ("linux", "Linux"),
];

/// `Firefox · Windows`; what is unknown is left out, and nothing is said where nothing is known.
pub fn of(agent: &str) -> String {
    let agent = agent.to_lowercase();
    let known = |table: &[(&str, &'static str)]| {
        table.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let parts: Vec<&str> = [known(BROWSERS), known(SYSTEMS)].into_iter().flatten().collect();
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn usual_browsers_are_recognised() {
        for (agent, told) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0",
                "Firefox · Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
                "Chrome · Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
                "Edge · Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
                "Safari · macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
                "Safari · iPhone",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0 Mobile/15E148 Safari/604.1",
                "Chrome · iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
                "Chrome · Android",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36",
                "Chrome · Linux",
            ),
            (
                "Mozilla/5.0 (Linux; Android 13; M2012) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/107.0 Mobile Safari/537.36 MicroMessenger/8.0.50",
                "WeChat · Android",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/107.0 Safari/537.36 wxwork/4.1 MicroMessenger/7.0",
                "WeCom · Windows",
            ),
            ("curl/8.5.0", "curl"),
        ] {
            assert_eq!(of(agent), told, "{agent}");
        }
    }

    #[test]
    fn nothing_is_made_up_and_nothing_that_was_sent_comes_back() {
        for agent in ["", "something else", "<script>alert(1)</script>", "\u{202e}"] {
            assert_eq!(of(agent), "");
        }
    }
}
