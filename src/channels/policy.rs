//! Content security policies: what a page that embeds an entry has to allow, the header for it, and
//! whether a policy that somebody has already would let the entry through. Pure; nothing is fetched.

mod amended;
mod rules;
mod scene;

use super::Values;
use crate::text::{Message, Text, text};
pub use amended::amended;
pub use rules::is_policy;
use rules::parse;
pub use scene::{Scene, State, scene};

/// One host or kind of code that an entry needs in the page around it.
#[derive(Debug)]
pub struct Need {
    /// `script-src`, `frame-src` …
    pub directive: &'static str,
    pub origin: Origin,
    pub why: Text,
    pub ground: Ground,
    /// Where that is written or seen.
    pub source: &'static str,
}

/// Whose host it is.
#[derive(Clone, Copy, Debug)]
pub enum Origin {
    /// The host in this field of the channel account.
    Account(&'static str),
    /// The host of the address in this field of the window; our own site for a path.
    Window(&'static str),
    /// Code or styles inside the page.
    Inline,
}

/// How sure we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The vendor's document says so.
    Document,
    /// The generated code does it.
    Code,
    /// It follows from what the vendor's script is for; the document is silent.
    Deduced,
}

impl Ground {
    pub const fn label(self) -> Text {
        match self {
            Ground::Document => text("厂商文档", "Vendor document"),
            Ground::Code => text("生成的代码", "The generated code"),
            Ground::Deduced => text("推断，文档未说明", "Deduced, no document"),
        }
    }
}

/// A need with its values filled in.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub directive: &'static str,
    /// `https://demo.sobot.com`, `'self'`, or `'unsafe-inline'` for code inside the page.
    pub value: String,
    pub inline: bool,
    pub why: Text,
    pub ground: Ground,
    pub source: &'static str,
}

/// The script that stands in the pasted fragment itself.
pub const INLINE_SCRIPT: Need = Need {
    directive: "script-src",
    origin: Origin::Inline,
    why: text("代码里有内联脚本", "The code holds an inline script"),
    ground: Ground::Code,
    source: "",
};

/// The needs with the values of an account and a window; what has no value is left out.
pub fn fill(needs: &[&'static Need], account: &Values, window: &Values) -> Vec<Wanted> {
    let field = |values: &Values, name: &str| {
        values.get(name).and_then(|value| value.as_str()).map(str::to_owned)
    };
    let filled = needs.iter().filter_map(|need| {
        let value = match need.origin {
            Origin::Account(name) => host_of(&field(account, name)?)?,
            Origin::Window(name) => host_of(&field(window, name)?)?,
            Origin::Inline => "'unsafe-inline'".to_owned(),
        };
        Some(Wanted {
            directive: need.directive,
            value,
            inline: matches!(need.origin, Origin::Inline),
            why: need.why,
            ground: need.ground,
            source: need.source,
        })
    });
    filled.collect()
}

/// A host name or an address as a source of a policy.
fn host_of(value: &str) -> Option<String> {
    let value = value.trim();
    if value.is_empty() {
        return None;
    }
    if value.starts_with('/') && !value.starts_with("//") {
        return Some("'self'".to_owned());
    }
    let whole = if value.contains("//") { value.to_owned() } else { format!("https://{value}") };
    let url = url::Url::parse(&whole).ok()?;
    let host = url.host_str()?;
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{}://{host}{port}", url.scheme()))
}

/// The directives that allow it all, one a line. With nonces, inline scripts need no more than theirs.
pub fn header(wanted: &[Wanted], nonce: bool) -> String {
    let mut directives: Vec<(&str, Vec<String>)> = Vec::new();
    for one in wanted {
        let value = match (one.inline, one.directive) {
            (true, "script-src") if nonce => NONCE.to_owned(),
            _ => one.value.clone(),
        };
        match directives.iter_mut().find(|(name, _)| *name == one.directive) {
            Some((_, values)) if values.contains(&value) => {}
            Some((_, values)) => values.push(value),
            None => directives.push((one.directive, vec![value])),
        }
    }
    let lines: Vec<String> =
        directives.iter().map(|(name, values)| format!("{name} {}", values.join(" "))).collect();
    lines.join(";\n")
}

/// What stands for the random value that the server makes anew for each page.
const NONCE: &str = "'nonce-{RANDOM}'";

/// The code with a nonce on every inline script.
pub fn with_nonce(code: &str) -> String {
    code.replace("<script>", "<script nonce=\"{RANDOM}\">")
}

/// What a policy does to one need.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub wanted: Wanted,
    pub allowed: bool,
    pub message: Message,
}

/// Holds a present policy, as a header line, a `<meta>` or the value alone, against what is needed.
/// Several policies, one a line or separated by commas, must each allow it.
pub fn evaluate(policy: &str, wanted: &[Wanted], nonce: bool) -> Vec<Verdict> {
    let policies = parse(policy);
    let judge = |one: &Wanted| {
        let refusing = policies.iter().find_map(|policy| policy.refuses(one, nonce));
        let (zh, en) = match &refusing {
            None => (
                format!("{} 允许 {}：{}", one.directive, shown(one, nonce), one.why.zh),
                format!("{} allows {}: {}", one.directive, shown(one, nonce), one.why.en),
            ),
            Some(by) => (
                format!("{by} 不允许 {}：{}", shown(one, nonce), one.why.zh),
                format!("{by} blocks {}: {}", shown(one, nonce), one.why.en),
            ),
        };
        Verdict { wanted: one.clone(), allowed: refusing.is_none(), message: Message::new(zh, en) }
    };
    wanted.iter().map(judge).collect()
}

/// What a directive has to say for it.
fn shown(one: &Wanted, nonce: bool) -> &str {
    if one.inline && nonce && one.directive == "script-src" { NONCE } else { &one.value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(directive: &'static str) -> Wanted {
        Wanted {
            directive,
            value: "https://demo.sobot.com".to_owned(),
            inline: false,
            why: text("测试", "test"),
            ground: Ground::Code,
            source: "",
        }
    }

    fn inline() -> Wanted {
        Wanted { value: "'unsafe-inline'".to_owned(), inline: true, ..host("script-src") }
    }

    fn passes(policy: &str, one: Wanted, nonce: bool) -> bool {
        evaluate(policy, &[one], nonce).iter().all(|verdict| verdict.allowed)
    }

    #[test]
    fn hosts_are_matched_as_browsers_do() {
        for good in [
            "script-src https://demo.sobot.com",
            "Content-Security-Policy: script-src 'self' demo.sobot.com",
            "default-src *",
            "default-src https:",
            "script-src *.sobot.com",
            "script-src https://demo.sobot.com:443",
            "script-src-elem https://demo.sobot.com; script-src 'none'",
            "img-src 'none'",
            "",
        ] {
            assert!(passes(good, host("script-src"), false), "{good}");
        }
        for bad in [
            "script-src 'self'",
            "default-src 'none'",
            "script-src *.demo.sobot.com",
            "script-src https://evilsobot.com *.obot.com",
            "script-src 'self'; script-src https://demo.sobot.com",
            "script-src https://demo.sobot.com/one.js",
            "default-src *, script-src 'self'",
            "script-src 'nonce-abc' 'strict-dynamic' https://demo.sobot.com",
        ] {
            assert!(!passes(bad, host("script-src"), false), "{bad}");
        }
    }

    #[test]
    fn frames_fall_back_to_child_src_and_the_blocked_host_is_named() {
        assert!(passes("child-src https://demo.sobot.com", host("frame-src"), false));
        let verdicts = evaluate("child-src 'self'; default-src *", &[host("frame-src")], false);
        let message = &verdicts.first().expect("one").message;
        assert!(message.en.contains("child-src blocks https://demo.sobot.com"), "{}", message.en);
        assert!(message.zh.contains("https://demo.sobot.com"), "{}", message.zh);
    }

    #[test]
    fn inline_scripts_need_a_nonce_or_the_unsafe_word() {
        assert!(passes("script-src 'unsafe-inline'", inline(), false));
        assert!(!passes("script-src 'self'", inline(), false));
        assert!(!passes("script-src 'unsafe-inline' 'nonce-abc'", inline(), false));
        assert!(!passes("script-src 'sha256-abc' 'strict-dynamic'", inline(), true));
        assert!(passes("script-src 'unsafe-inline' 'nonce-abc'", inline(), true));
        assert!(!passes("script-src 'unsafe-inline' 'sha256-abc'", inline(), true));
    }

    #[test]
    fn the_header_is_accepted_by_our_own_reading() {
        let wanted = [inline(), host("script-src"), host("frame-src")];
        for nonce in [false, true] {
            let header = header(&wanted, nonce);
            assert!(evaluate(&header, &wanted, nonce).iter().all(|one| one.allowed), "{header}");
        }
        assert_eq!(
            header(&wanted, true),
            "script-src 'nonce-{RANDOM}' https://demo.sobot.com;\nframe-src https://demo.sobot.com"
        );
    }

    #[test]
    fn fields_become_sources() {
        assert_eq!(host_of("demo.sobot.com").as_deref(), Some("https://demo.sobot.com"));
        assert_eq!(host_of("/api/sign").as_deref(), Some("'self'"));
        assert_eq!(host_of("https://a.example:8443/x").as_deref(), Some("https://a.example:8443"));
        assert_eq!(host_of(""), None);
        assert!(is_policy("Content-Security-Policy: default-src 'self'"));
        assert!(!is_policy("hello there"));
    }
}
