//! The known name that a mistyped one most likely meant.

use crate::text::Message;

/// Longer names are no slips of known ones; comparing them would be work for nothing.
const LONGEST: usize = 64;

/// What is said about an unknown name, with the nearest known one where there is one.
pub fn unknown(typed: &str, near: Option<&str>) -> Message {
    match near {
        _ if typed.trim().is_empty() => Message::new(
            "有一个参数的名字是空的，请填写或删除",
            "A parameter has an empty name; give it one or remove it",
        ),
        Some(near) => Message::new(
            format!("没有名为 {typed} 的参数，是否想写 {near}？"),
            format!("There is no parameter {typed}; did you mean {near}?"),
        ),
        None => Message::new(
            format!("没有名为 {typed} 的参数"),
            format!("There is no parameter {typed}"),
        ),
    }
}

/// The nearest of `names`, when it is near enough to be a slip and not another word: a third of the
/// letters may differ, two letters that changed places count as one, and separators count for nothing.
pub fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let joints = joints(typed);
    let typed = plain(typed);
    if typed.is_empty() || typed.len() > LONGEST {
        return None;
    }
    let allowed = (typed.len() / 3).clamp(1, 4);
    let near = names.filter_map(|name| {
        let known = plain(name);
        let far = if known.len().abs_diff(typed.len()) <= allowed {
            distance(&typed, &known)
        } else {
            usize::MAX
        };
        let meant = far <= allowed && far < typed.len();
        // `top_bar` for `top_bar_flag`: the beginning of one name only.
        let begun = typed.len() >= 5 && known.starts_with(&typed);
        let far = if meant { far } else { allowed + 1 };
        (meant || begun).then_some(((far, self::joints(name).abs_diff(joints)), name))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

fn is_joint(letter: char) -> bool {
    matches!(letter, '_' | '-' | '.' | ' ')
}

/// Of names that are equally near, the one that is put together in the same way is meant.
fn joints(name: &str) -> usize {
    name.chars().filter(|letter| is_joint(*letter)).count()
}

/// Small letters without separators.
fn plain(name: &str) -> Vec<char> {
    let letters = name.chars().filter(|letter| !is_joint(*letter));
    letters.take(LONGEST + 1).flat_map(char::to_lowercase).collect()
}

/// Edits from one to the other: a letter more, less or different, or two neighbours exchanged.
fn distance(left: &[char], right: &[char]) -> usize {
    let first: Vec<usize> = (0..=right.len()).collect();
    let (mut before, mut row) = (Vec::new(), first);
    let mut earlier: Option<char> = None;
    for (at, &from) in left.iter().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(at + 1);
        let mut neighbour: Option<char> = None;
        for (to_at, &to) in right.iter().enumerate() {
            let cell = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX);
            let replaced = cell(&row, to_at) + usize::from(from != to);
            let mut best = replaced.min(cell(&row, to_at + 1) + 1).min(cell(&next, to_at) + 1);
            if earlier == Some(to) && neighbour == Some(from) {
                best = best.min(cell(&before, to_at.wrapping_sub(1)).saturating_add(1));
            }
            next.push(best);
            neighbour = Some(to);
        }
        before = std::mem::replace(&mut row, next);
        earlier = Some(from);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(left: &str, right: &str) -> usize {
        let letters = |text: &str| text.chars().collect::<Vec<char>>();
        distance(&letters(left), &letters(right))
    }

    #[test]
    fn distances_are_those_of_the_textbook() {
        for (left, right, edits) in [
            ("kitten", "sitting", 3),
            ("", "abc", 3),
            ("abc", "", 3),
            ("tiem", "time", 1),
            ("abcd", "badc", 2),
            ("ca", "abc", 3),
        ] {
            assert_eq!(apart(left, right), edits, "{left} {right}");
            assert_eq!(apart(right, left), edits, "{right} {left}");
        }
    }

    #[test]
    fn a_slip_finds_its_name_and_another_word_does_not() {
        let names =
            ["partnerid", "color", "cur_thumbnail", "time", "uname", "top_bar_flag", "type"];
        for (typed, meant) in [
            ("partnerId", Some("partnerid")),
            ("partner_id", Some("partnerid")),
            ("pcur_thumbnail", Some("cur_thumbnail")),
            ("colour", Some("color")),
            ("colro", Some("color")),
            ("tiem", Some("time")),
            ("tpye", Some("type")),
            ("unmae", Some("uname")),
            ("top_bar", Some("top_bar_flag")),
            ("elephant", None),
            ("__", None),
        ] {
            assert_eq!(nearest(typed, names.into_iter()), meant, "{typed}");
        }
        let alike = ["send-message-title", "sendMessageTitle"];
        assert_eq!(nearest("sendMessageTitel", alike.into_iter()), Some("sendMessageTitle"));
        assert_eq!(nearest("send-mesage-title", alike.into_iter()), Some("send-message-title"));
        assert_eq!(nearest("x", ["t"].into_iter()), None, "nothing in common");
        assert_eq!(nearest(&"color".repeat(100_000), names.into_iter()), None, "no slip");
    }
}
