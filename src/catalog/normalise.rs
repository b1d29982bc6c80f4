//! What the web editor does to typed text before it is stored: small corrections that are told.

use crate::catalog::kind::{Hash, Kind};
use crate::catalog::param::Param;
use crate::text::Message;

/// The text to store, and what was changed about it. Whitespace around values that cannot begin or
/// end with any goes silently: nobody can see it.
pub fn normalise(param: &Param, typed: &str) -> (String, Option<Message>) {
    if matches!(param.kind, Kind::Text | Kind::Prose) && param.tidy.is_none() {
        return (typed.to_owned(), None);
    }
    let text = typed.trim();
    if let Some((better, why)) = param.tidy.and_then(|tidy| tidy(text)) {
        return (better, Some(why.into()));
    }
    match param.kind {
        Kind::Colour(hash) => normalise_colour(hash, text),
        _ => (text.to_owned(), None),
    }
}

fn normalise_colour(hash: Hash, text: &str) -> (String, Option<Message>) {
    let bare = text.trim_start_matches(['#', '＃']);
    match (hash, bare.len() == text.len()) {
        (Hash::Refused | Hash::Dropped, false) => (
            bare.to_owned(),
            Some(Message::new(
                format!("已去掉颜色前的 #，保存为 {bare}"),
                format!("The # before the colour was removed; stored as {bare}"),
            )),
        ),
        (Hash::Wanted, true) if is_colour(bare) => (
            format!("#{bare}"),
            Some(Message::new(
                format!("已在颜色前补上 #，保存为 #{bare}"),
                format!("A # was put before the colour; stored as #{bare}"),
            )),
        ),
        _ => (text.to_owned(), None),
    }
}

fn is_colour(bare: &str) -> bool {
    bare.len() == 6 && bare.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Heading;
    use crate::text::text;

    const GROUP: Heading = Heading { key: "g", label: text("组", "Group") };

    fn colour(hash: Hash) -> Param {
        Param::new(
            "c",
            GROUP,
            Kind::Colour(hash),
            text("颜色", "Colour"),
            text("颜色", "Colour"),
            "test",
        )
    }

    #[test]
    fn a_hash_goes_where_the_vendor_wants_none_and_it_is_told() {
        let (stored, told) = normalise(&colour(Hash::Refused), " #4790EE ");
        assert_eq!(stored, "4790EE");
        assert!(told.expect("told").zh.contains("4790EE"));
        assert_eq!(normalise(&colour(Hash::Refused), "4790EE"), ("4790EE".to_owned(), None));
    }

    #[test]
    fn a_hash_comes_where_the_vendor_wants_one() {
        let (stored, told) = normalise(&colour(Hash::Wanted), "00A3FF");
        assert_eq!(stored, "#00A3FF");
        assert!(told.is_some());
        assert_eq!(normalise(&colour(Hash::Wanted), "red"), ("red".to_owned(), None));
    }
}
