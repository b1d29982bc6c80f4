//! A present policy with what is missing put in.

use super::rules::{Policy, parse};
use super::{Wanted, evaluate, shown};

/// The same policy, allowing what is wanted; `None` where it allows it already, where there are
/// several policies, or where no source that is added could help.
pub fn amended(text: &str, wanted: &[Wanted], nonce: bool) -> Option<String> {
    let mut policies: Vec<Policy> =
        parse(text).into_iter().filter(|policy| !policy.report_only).collect();
    let mut policy = policies.pop().filter(|_| policies.is_empty())?;
    let mut changed = false;
    for one in wanted {
        if policy.refuses(one, nonce).is_some() {
            allow(&mut policy, one, shown(one, nonce));
            changed = true;
        }
    }
    let lines = policy.directives.iter().map(|(name, values)| {
        let words = std::iter::once(name).chain(values).map(String::as_str);
        words.collect::<Vec<_>>().join(" ")
    });
    let better = lines.collect::<Vec<_>>().join(";\n");
    let fine = || evaluate(&better, wanted, nonce).iter().all(|verdict| verdict.allowed);
    (changed && fine()).then_some(better)
}

/// Adds a source to the directive that counts. Where only `default-src` counts, others would get it,
/// too: the directive itself is made from it.
fn allow(policy: &mut Policy, one: &Wanted, value: &str) {
    let (name, values) = match policy.directive(one.directive) {
        Some(("default-src", values)) => (one.directive.to_owned(), values.to_vec()),
        Some((name, values)) => (name.to_owned(), values.to_vec()),
        None => return,
    };
    let mut values: Vec<String> =
        values.into_iter().filter(|value| !value.eq_ignore_ascii_case("'none'")).collect();
    if !values.iter().any(|known| known == value) {
        values.push(value.to_owned());
    }
    match policy.directives.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) => *known = values,
        None => policy.directives.push((name, values)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::policy::Ground;
    use crate::text::text;

    fn wanted(directive: &'static str, value: &str) -> Wanted {
        Wanted {
            directive,
            value: value.to_owned(),
            inline: value.starts_with("'unsafe"),
            why: text("测试", "test"),
            ground: Ground::Code,
            source: "",
        }
    }

    #[test]
    fn what_is_missing_is_put_where_it_counts() {
        let all = [
            wanted("script-src", "'unsafe-inline'"),
            wanted("script-src", "https://a.example"),
            wanted("frame-src", "https://a.example"),
        ];
        for (policy, nonce, better) in [
            (
                "default-src 'self'",
                true,
                Some(
                    "default-src 'self';\nscript-src 'self' 'nonce-{RANDOM}' https://a.example;\nframe-src 'self' https://a.example",
                ),
            ),
            (
                "script-src 'nonce-x'; child-src 'none'",
                true,
                Some("script-src 'nonce-x' https://a.example;\nchild-src https://a.example"),
            ),
            ("script-src 'nonce-x'", false, None),
            ("sandbox; default-src *", true, None),
            ("default-src *; script-src * 'unsafe-inline'", false, None),
            ("default-src 'self', img-src *", true, None),
        ] {
            assert_eq!(amended(policy, &all, nonce).as_deref(), better, "{policy}");
        }
    }
}
