//! Where a page of a list begins, as it stands in an address.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::store::lists::{Key, Mark, Sort};

/// A mark as it stands in an address. Whoever changes it lands elsewhere in the same list; what is no
/// mark of this order is the first page.
pub(super) fn read_mark(cursor: &str, sort: Sort) -> Option<Mark> {
    let (way, rest) = cursor.split_at_checked(1)?;
    let (id, key) = rest.split_once('.')?;
    let bytes = URL_SAFE_NO_PAD.decode(key).ok()?;
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))?;
    let id: Uuid = id.parse().ok()?;
    let key = match sort {
        Sort::Name => Key::Name(text),
        Sort::Updated => Key::Updated(text.parse().ok()?),
    };
    let back = match way {
        "b" => true,
        "f" => false,
        _ => return None,
    };
    Some(Mark { key, id: id.to_string(), back })
}

pub(super) fn write_mark(mark: &Mark) -> String {
    let key = match &mark.key {
        Key::Name(name) => URL_SAFE_NO_PAD.encode(name),
        Key::Updated(at) => URL_SAFE_NO_PAD.encode(at.to_string()),
    };
    format!("{}{}.{key}", if mark.back { 'b' } else { 'f' }, mark.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_comes_back_as_it_was_and_nothing_else_is_one() {
        let id = Uuid::from_u128(7).to_string();
        for (sort, key) in [
            (Sort::Name, Key::Name("客服 .%&".into())),
            (Sort::Updated, Key::Updated(1_795_226_400_000)),
        ] {
            let mark = Mark { key, id: id.clone(), back: true };
            assert_eq!(read_mark(&write_mark(&mark), sort), Some(mark));
        }
        let name = write_mark(&Mark { key: Key::Name("a".into()), id: id.clone(), back: false });
        assert_eq!(read_mark(&name, Sort::Updated), None);
        let wrong = ["", "f", "é", "x.y", "f1.YQ", &format!("x{id}.YQ"), &format!("f{id}.%%")];
        for cursor in wrong {
            assert_eq!(read_mark(cursor, Sort::Name), None, "{cursor}");
        }
    }
}
