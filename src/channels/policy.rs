//! Content security policies: what a page that embeds an entry has to allow, the header for it, and
//! whether a policy that somebody has already would let the entry through. Pure; nothing is fetched.

use super::Values;
use crate::text::{Message, Text, text};

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

/// Holds a present policy, as a header line or its value alone, against what is needed. Several
/// policies, one a line or separated by commas, must each allow it.
pub fn evaluate(policy: &str, wanted: &[Wanted], nonce: bool) -> Vec<Verdict> {
    let policies = parse(policy);
    let judge = |one: &Wanted| {
        let refusing = policies.iter().find_map(|policy| policy.refuses(one, nonce));
        let (zh, en) = match &refusing {
            None => (
                format!("{} 允许 {}", one.directive, shown(one, nonce)),
                format!("{} allows {}", one.directive, shown(one, nonce)),
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

fn shown(one: &Wanted, nonce: bool) -> &str {
    if one.inline && nonce && one.directive == "script-src" { NONCE } else { &one.value }
}

/// Whether a text says anything that a policy says.
pub fn is_policy(text: &str) -> bool {
    parse(text).iter().any(|policy| policy.0.iter().any(|(name, _)| name.contains("-src")))
}

/// One policy: directives in their order; the first of a name counts.
struct Policy(Vec<(String, Vec<String>)>);

fn parse(text: &str) -> Vec<Policy> {
    // Directives may stand on lines of their own; a line that names the header begins a policy.
    let mut texts = vec![String::new()];
    for line in text.lines() {
        let lower = line.trim_start().to_ascii_lowercase();
        let named = lower.find("content-security-policy").filter(|_| lower.contains(':'));
        let value = match named {
            Some(_) => {
                texts.push(String::new());
                line.split_once(':').map_or("", |(_, value)| value)
            }
            None => line,
        };
        if let Some(last) = texts.last_mut() {
            last.push(' ');
            last.push_str(value);
        }
    }
    let policies = texts.iter().flat_map(|text| text.split(',')).map(|text| {
        let mut directives: Vec<(String, Vec<String>)> = Vec::new();
        for directive in text.split(';') {
            let mut words = directive.split_whitespace().map(|word| word.trim_matches('"'));
            let Some(name) = words.next().filter(|name| !name.is_empty()) else { continue };
            let name = name.to_ascii_lowercase();
            if !directives.iter().any(|(known, _)| *known == name) {
                directives.push((name, words.map(str::to_owned).collect()));
            }
        }
        Policy(directives)
    });
    policies.filter(|policy| !policy.0.is_empty()).collect()
}

impl Policy {
    /// The directive that counts, after all that stand in for it.
    fn directive(&self, name: &str) -> Option<(&str, &[String])> {
        let chain: &[&str] = match name {
            "script-src" => &["script-src-elem", "script-src", "default-src"],
            "style-src" => &["style-src-elem", "style-src", "default-src"],
            "frame-src" => &["frame-src", "child-src", "default-src"],
            other => &[other, "default-src"],
        };
        chain.iter().find_map(|wanted| {
            let (name, values) = self.0.iter().find(|(name, _)| name == wanted)?;
            Some((name.as_str(), values.as_slice()))
        })
    }

    /// The directive that forbids it.
    fn refuses(&self, one: &Wanted, nonce: bool) -> Option<String> {
        let (name, values) = self.directive(one.directive)?;
        let lower: Vec<String> = values.iter().map(|value| value.to_ascii_lowercase()).collect();
        let says = |word: &str| lower.iter().any(|value| value == word);
        let secret = lower.iter().any(|value| {
            ["'nonce-", "'sha256-", "'sha384-", "'sha512-"]
                .iter()
                .any(|mark| value.starts_with(mark))
        });
        let allowed = if one.inline {
            // A nonce or a hash switches 'unsafe-inline' off.
            let own = nonce
                && one.directive == "script-src"
                && lower.iter().any(|value| value.starts_with("'nonce-"));
            own || (says("'unsafe-inline'") && !secret && !says("'strict-dynamic'"))
        } else if one.directive == "script-src" && says("'strict-dynamic'") {
            // What a trusted script adds is trusted, and hosts count no longer.
            nonce && secret
        } else {
            lower.iter().any(|value| matches(value, &one.value))
        };
        (!allowed).then(|| name.to_owned())
    }
}

/// Whether one source of a policy covers a wanted one.
fn matches(source: &str, wanted: &str) -> bool {
    if source == wanted {
        return true;
    }
    let Some((scheme, host)) = wanted.split_once("://") else { return false };
    if source == "*" || source == format!("{scheme}:") {
        return true;
    }
    if scheme == "https" && source == "http:" {
        return true;
    }
    let (given, rest) = match source.split_once("://") {
        Some((given, rest)) => (given, rest),
        None => (scheme, source),
    };
    let fits = given == scheme || (given == "http" && scheme == "https");
    let (rest, path) = rest.split_once('/').unwrap_or((rest, ""));
    let rest = rest.strip_suffix(":443").or(rest.strip_suffix(":*")).unwrap_or(rest);
    let same = match rest.strip_prefix("*.") {
        Some(parent) => host.strip_suffix(parent).is_some_and(|front| front.ends_with('.')),
        None => rest == host,
    };
    // A path allows single files; we cannot know that it allows those that are needed.
    fits && same && path.is_empty()
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
