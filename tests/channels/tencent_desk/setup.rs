//! The commands for a developer's machine, run where there is a shell.

use std::path::Path;
use std::process::{Command, Output};

use jieru::channels::encode::{powershell_text, sh_text};
use proptest::prelude::*;
use serde_json::json;

use super::super::reading::{artifact, rendered};
use super::desk;

/// Makes what the real one would leave behind, and nothing else.
const NPM: &str = "#!/bin/sh
if [ \"$1\" = init ]; then echo '{}' > package.json; exit 0; fi
echo \"$*\" > asked
mkdir -p \"node_modules/@tencentcloud/ai-desk-customer-wechat/node_modules/x\" \"node_modules/@tencentcloud/ai-desk-customer-wechat/pages/index\"
echo page > node_modules/@tencentcloud/ai-desk-customer-wechat/pages/index/index.js
echo list > node_modules/@tencentcloud/ai-desk-customer-wechat/excluded-list.txt
";

fn setup(folder: &Path, root: &str) -> Output {
    let rendered = rendered(&desk(json!({"root": root}), json!({}), json!({})));
    std::fs::write(folder.join("setup.sh"), artifact(&rendered, "setup.sh")).unwrap();
    let npm = folder.join("npm");
    std::fs::write(&npm, NPM).unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.display());
    assert!(Command::new("chmod").arg("+x").arg(&npm).status().unwrap().success());
    Command::new("sh").arg("setup.sh").current_dir(folder).env("PATH", path).output().unwrap()
}

#[test]
fn the_kit_is_installed_and_copied_once() {
    for root in ["ai-desk-customer-wechat", "packages/desk"] {
        let folder = tempfile::tempdir().unwrap();
        let first = setup(folder.path(), root);
        assert!(first.status.success(), "{first:?}");
        let asked = std::fs::read_to_string(folder.path().join("asked")).unwrap();
        assert_eq!(
            asked.trim(),
            "install --save-exact @tencentcloud/ai-desk-customer-wechat@1.5.11"
        );
        let copy = folder.path().join(root);
        assert_eq!(std::fs::read_to_string(copy.join("pages/index/index.js")).unwrap(), "page\n");
        assert!(!copy.join("node_modules").exists() && !copy.join("excluded-list.txt").exists());
        std::fs::write(copy.join("pages/index/index.js"), "mine").unwrap();
        let second = setup(folder.path(), root);
        assert_eq!(second.status.code(), Some(1));
        assert!(String::from_utf8(second.stderr).unwrap().contains(root));
        assert_eq!(std::fs::read_to_string(copy.join("pages/index/index.js")).unwrap(), "mine");
    }
}

#[test]
fn what_runs_in_powershell_is_ascii_and_comments_end_in_it() {
    let rendered = rendered(&desk(json!({"root": "packages/desk"}), json!({}), json!({})));
    let script = artifact(&rendered, "setup.ps1");
    for line in script.lines() {
        let safe = line.is_ascii() || line.starts_with('#');
        assert!(safe && !line.ends_with(|c: char| !c.is_ascii()), "{line}");
    }
    for part in ["'1.5.11'", "'packages/desk'", "robocopy ", "/XD node_modules", "-ge 8", "exit 0"]
    {
        assert!(script.contains(part), "{part}");
    }
}

/// A literal of PowerShell in single quotes: any kind of single quote, doubled, is one.
fn read_powershell(literal: &str) -> Option<String> {
    let quote = |c: char| matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}');
    let mut text = String::new();
    let mut letters = literal.strip_prefix('\'')?.chars().peekable();
    loop {
        let letter = letters.next()?;
        if quote(letter) && letters.next_if(|next| quote(*next)).is_none() {
            return letters.next().is_none().then_some(text);
        }
        text.push(letter);
    }
}

fn hostile() -> impl Strategy<Value = String> {
    let pieces = [
        "'",
        "''",
        "\"",
        "\\",
        "$(id)",
        "`id`",
        "$x",
        "!",
        "*",
        "\n",
        "\u{2019}",
        "\u{201b}",
        "; rm -rf /",
        "-",
        " ",
        "张三",
        "#",
        "&&",
        "\t",
    ];
    let piece =
        prop_oneof![proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned), "\\PC{0,8}"];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_shell_reads_every_word_as_it_is(text in hostile()) {
        let word = sh_text(&text).unwrap();
        let command = format!("printf '%s.' {}", word.as_str());
        let output = Command::new("sh").args(["-c", &command]).output().unwrap();
        prop_assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{text}."));
        prop_assert_eq!(output.stderr, b"");
        let literal = powershell_text(&text).unwrap();
        prop_assert_eq!(read_powershell(literal.as_str()), Some(text));
    }
}

#[test]
fn what_no_argument_can_hold_is_refused() {
    assert!(sh_text("a\0b").is_none() && powershell_text("a\0b").is_none());
}
