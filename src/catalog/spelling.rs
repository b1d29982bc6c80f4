//! The known name that a mistyped one most likely meant.

use crate::text::Message;

/// What is said about an unknown name, with the nearest known one.
pub fn unknown<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Message {
    match nearest(typed, names) {
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

/// The nearest of `names`, when it is near enough to be a slip and not another word.
pub fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let allowed = (typed.chars().count() / 3).clamp(1, 4);
    names
        .map(|name| (distance(&typed, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= allowed && *distance < typed.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Levenshtein distance in characters, one row at a time.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, from) in left.chars().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(at + 1);
        for ((to, diagonal), above) in right.iter().zip(&row).zip(row.iter().skip(1)) {
            let left_cell = next.last().copied().unwrap_or_default();
            let replaced = diagonal + usize::from(from != *to);
            next.push(replaced.min(above + 1).min(left_cell + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_textbook() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
    }

    #[test]
    fn a_slip_finds_its_name_and_another_word_does_not() {
        let names = ["partnerid", "color", "cur_thumbnail"];
        assert_eq!(nearest("partnerId", names.into_iter()), Some("partnerid"));
        assert_eq!(nearest("pcur_thumbnail", names.into_iter()), Some("cur_thumbnail"));
        assert_eq!(nearest("colour", names.into_iter()), Some("color"));
        assert_eq!(nearest("elephant", names.into_iter()), None);
        assert_eq!(nearest("x", ["t"].into_iter()), None, "nothing in common");
    }
}
