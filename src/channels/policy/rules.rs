//! A policy as browsers read it, after Content Security Policy Level 3: directives and what stands
//! in for them, source expressions, nonces and hashes, `'strict-dynamic'`, sandboxes.

use super::Wanted;

/// One policy: directives in their order; the first of a name counts.
pub(super) struct Policy {
    pub directives: Vec<(String, Vec<String>)>,
    /// It reports and blocks nothing.
    pub report_only: bool,
}

const HEADER: &str = "content-security-policy";
const REPORT_ONLY: &str = "content-security-policy-report-only";

/// Whether a text says anything that a policy says.
pub fn is_policy(text: &str) -> bool {
    let known = |name: &str| name.contains("-src") || name == "sandbox";
    let says = |policy: &Policy| policy.directives.iter().any(|(name, _)| known(name));
    parse(text).iter().any(says)
}

pub(super) fn parse(text: &str) -> Vec<Policy> {
    // Directives may stand on lines of their own; a line that names the header begins a policy.
    let mut texts = vec![(String::new(), false)];
    let text = meta(text).unwrap_or_else(|| text.to_owned());
    for line in text.lines() {
        let lower = line.trim_start().to_ascii_lowercase();
        let named = lower.find(HEADER).filter(|_| lower.contains(':'));
        let value = match named {
            Some(_) => {
                texts.push((String::new(), lower.contains(REPORT_ONLY)));
                line.split_once(':').map_or("", |(_, value)| value)
            }
            None => line,
        };
        if let Some((last, _)) = texts.last_mut() {
            last.push(' ');
            last.push_str(value);
        }
    }
    let each = texts
        .iter()
        .flat_map(|(text, report_only)| text.split(',').map(|one| Policy::read(one, *report_only)));
    each.filter(|policy| !policy.directives.is_empty()).collect()
}

/// The policy of `<meta http-equiv="Content-Security-Policy" content="…">`.
fn meta(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let at = lower.get(..lower.find(HEADER)?)?.rfind("<meta")?;
    let content = at + lower.get(at..)?.find("content=")? + "content=".len();
    let rest = text.get(content..)?;
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let value = rest.get(1..)?.split(quote).next()?;
    Some(value.replace("&#39;", "'").replace("&quot;", "\""))
}

impl Policy {
    fn read(text: &str, report_only: bool) -> Self {
        let mut directives: Vec<(String, Vec<String>)> = Vec::new();
        for directive in text.split(';') {
            let mut words = directive.split_whitespace().map(|word| word.trim_matches('"'));
            let Some(name) = words.next().filter(|name| !name.is_empty()) else { continue };
            let name = name.to_ascii_lowercase();
            if !directives.iter().any(|(known, _)| *known == name) {
                directives.push((name, words.map(str::to_owned).collect()));
            }
        }
        Policy { directives, report_only }
    }

    /// The directive that counts, after all that stand in for it.
    pub fn directive(&self, name: &str) -> Option<(&str, &[String])> {
        let chain: &[&str] = match name {
            "script-src" => &["script-src-elem", "script-src", "default-src"],
            "style-src" => &["style-src-elem", "style-src", "default-src"],
            "frame-src" => &["frame-src", "child-src", "default-src"],
            other => &[other, "default-src"],
        };
        chain.iter().find_map(|wanted| {
            let (name, values) = self.directives.iter().find(|(name, _)| name == wanted)?;
            Some((name.as_str(), values.as_slice()))
        })
    }

    /// The directive that forbids it.
    pub fn refuses(&self, one: &Wanted, nonce: bool) -> Option<String> {
        if self.report_only {
            return None;
        }
        if self.no_scripts() && matches!(one.directive, "script-src" | "connect-src") {
            return Some("sandbox".to_owned());
        }
        let (name, values) = self.directive(one.directive)?;
        let lower: Vec<String> = values.iter().map(|value| value.to_ascii_lowercase()).collect();
        let allowed = if one.inline {
            inline(&lower, one.directive == "script-src", nonce)
        } else if one.directive == "script-src" && says(&lower, "'strict-dynamic'") {
            // What a trusted script adds is trusted, and hosts count no longer.
            nonce && begins(&lower, &["'nonce-"])
        } else {
            lower.iter().any(|value| matches(value, &one.value))
        };
        (!allowed).then(|| name.to_owned())
    }

    /// A sandbox without `allow-scripts` runs none.
    fn no_scripts(&self) -> bool {
        let sandbox = self.directives.iter().find(|(name, _)| name == "sandbox");
        let allows = |value: &String| value.eq_ignore_ascii_case("allow-scripts");
        sandbox.is_some_and(|(_, values)| !values.iter().any(allows))
    }
}

fn says(values: &[String], word: &str) -> bool {
    values.iter().any(|value| value == word)
}

fn begins(values: &[String], marks: &[&str]) -> bool {
    values.iter().any(|value| marks.iter().any(|mark| value.starts_with(mark)))
}

/// Code inside the page: a nonce of its own, or `'unsafe-inline'`, which a nonce or a hash switches
/// off, and `'strict-dynamic'` does so for scripts. What a hash is of cannot be known here.
fn inline(values: &[String], script: bool, nonce: bool) -> bool {
    let secret = begins(values, &["'nonce-", "'sha256-", "'sha384-", "'sha512-"]);
    let own = nonce && script && begins(values, &["'nonce-"]);
    let dynamic = script && says(values, "'strict-dynamic'");
    own || (says(values, "'unsafe-inline'") && !secret && !dynamic)
}

/// Whether one source of a policy covers a wanted one.
fn matches(source: &str, wanted: &str) -> bool {
    if source == wanted {
        return true;
    }
    if wanted == "'self'" {
        // The page's own host may stand there by its name, which is not known here.
        return matches!(source, "*" | "https:" | "http:");
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
    let (rest, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (name, port) = rest.rsplit_once(':').unwrap_or((rest, ""));
    let (host, own_port) = host.rsplit_once(':').unwrap_or((host, ""));
    // Browsers raise http to https, and port 80 with it.
    let raised = given == "http" && scheme == "https";
    let usual = if scheme == "https" { "443" } else { "80" };
    let plain = |port: &str| port.is_empty() || port == usual || (raised && port == "80");
    let ports = port == "*" || port == own_port || (plain(port) && plain(own_port));
    let same = match name.strip_prefix("*.") {
        Some(parent) => host.strip_suffix(parent).is_some_and(|front| front.ends_with('.')),
        None => name == host,
    };
    // A path allows single files; we cannot know that it allows those that are needed.
    (given == scheme || raised) && ports && same && path.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_matched_as_the_standard_says() {
        for (source, wanted, fits) in [
            ("https://a.example", "https://a.example", true),
            ("a.example", "https://a.example", true),
            ("http://a.example", "https://a.example", true),
            ("http://a.example:80", "https://a.example", true),
            ("https://a.example:443", "https://a.example", true),
            ("https://a.example:*", "https://a.example:8443", true),
            ("https://a.example:8443", "https://a.example:8443", true),
            ("https://a.example", "https://a.example:8443", false),
            ("https://a.example:8443", "https://a.example", false),
            ("*.example", "https://a.example", true),
            ("*.a.example", "https://a.example", false),
            ("https://a.example/", "https://a.example", true),
            ("https://a.example/js/", "https://a.example", false),
            ("*", "https://a.example", true),
            ("https:", "https://a.example", true),
            ("data:", "https://a.example", false),
            ("'self'", "https://a.example", false),
            ("'none'", "https://a.example", false),
            ("'self'", "'self'", true),
            ("*", "'self'", true),
            ("https://a.example", "'self'", false),
        ] {
            assert_eq!(matches(source, wanted), fits, "{source} {wanted}");
        }
    }

    #[test]
    fn inline_code_needs_its_nonce_or_the_unsafe_word() {
        for (values, script, nonce, fits) in [
            ("'unsafe-inline'", true, false, true),
            ("'unsafe-inline' 'nonce-a'", true, false, false),
            ("'unsafe-inline' 'nonce-a'", true, true, true),
            ("'nonce-a' 'strict-dynamic'", true, true, true),
            ("'unsafe-inline' 'strict-dynamic'", true, false, false),
            ("'unsafe-inline' 'strict-dynamic'", false, false, true),
            ("'unsafe-inline' 'sha256-a'", false, false, false),
            ("'sha256-a'", true, true, false),
            ("'self'", true, true, false),
        ] {
            let list: Vec<String> = values.split(' ').map(str::to_owned).collect();
            assert_eq!(inline(&list, script, nonce), fits, "{values} {script} {nonce}");
        }
    }

    #[test]
    fn headers_lines_and_meta_elements_are_read() {
        let first = |text: &str| parse(text).into_iter().next().expect("a policy");
        let meta = "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'self'; img-src https://a.example\">";
        assert_eq!(first(meta).directives.len(), 2);
        let header = "Content-Security-Policy-Report-Only: script-src 'none'";
        assert!(first(header).report_only);
        assert_eq!(parse("default-src 'self', script-src 'none'").len(), 2);
        assert!(is_policy("sandbox allow-forms") && !is_policy("Hello: there"));
        assert!(first("sandbox").no_scripts() && !first("sandbox allow-scripts").no_scripts());
    }
}
