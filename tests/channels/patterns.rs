//! Patterns of the catalogue against the checks that they describe.

use jieru::catalog::param::Param;
use jieru::catalog::{Kind, Stands, kind};
use jieru::channels::{ALL, tables};
use serde_json::json;

use super::reading::run;

/// Forms of values that people type, right and wrong.
const TYPED: &[&str] = &[
    "2088123456789012",
    "20881",
    "208812345678901",
    "2089123456789012",
    "2088x",
    "20",
    "openid-1",
    "#00A3FF",
    "00A3FF",
    "#fff",
    "fff",
    "red",
    "2021000000000001",
    "20210",
    "a b",
    "a.b",
    "a:b",
    "a-b",
    "a_b",
    "SCE00000001",
    "SCE1",
    "ABCD1234",
    "wx104a1a20c3f81ec2",
    "ww0123456789abcdef",
    "wx1",
    "1.4.3",
    "1.4",
    "v1.4.3",
    "a1b2c3d4e5f60718293a4b5c6d7e8f90",
    "onTap",
    "1tap",
    "pages/a/b",
    "/pages/a",
    "pages//a",
    "25",
    "54rpx",
    "0",
    "25*25",
    "中文",
];

/// A pattern of the catalogue says what a check does: other programs rely on it.
#[test]
fn patterns_are_what_is_enforced() {
    let (mut seen, mut wrong) = (0, Vec::new());
    for channel in ALL {
        let tables = tables::every(*channel);
        let given = |param: &&Param| !param.kind.is_json() && param.stands != Stands::Computed;
        for param in tables.into_iter().flatten().filter(given) {
            let Some(pattern) = param.enforced() else { continue };
            seen += 1;
            let script = format!(
                "{}.map(function (text) {{ return new RegExp({}).test(text); }})",
                json!(TYPED),
                json!(pattern)
            );
            let fits = run("", "", &script);
            for (typed, fits) in TYPED.iter().zip(fits.as_array().unwrap()) {
                let accepted = kind::accepts(param, typed);
                let measured = measures(param, typed);
                let fits = fits.as_bool().unwrap() && measured;
                if accepted != fits {
                    wrong.push(format!("{}.{}: {typed} and {pattern}", channel.id(), param.path()));
                }
            }
        }
    }
    assert!(seen > 30, "{seen}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The other limits of the catalogue.
fn measures(param: &Param, typed: &str) -> bool {
    let count = typed.chars().count();
    let limits = param.limits;
    matches!(param.kind, Kind::Colour(_))
        || (limits.min_length.unwrap_or(1)..=limits.max_length.unwrap_or(4000)).contains(&count)
}
