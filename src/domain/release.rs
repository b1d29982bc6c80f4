//! A release: the numbered state of a chat window that developers take away. Once made, nothing in
//! it changes. It keeps what its code was made of and every byte of the code, and no secret.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::change::{Change, Fields};
use super::ids::{EnterpriseId, ReleaseId, WindowId};
use super::meta::filled;
use super::window::{Window, told};
use crate::clock::Millis;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    pub id: ReleaseId,
    pub enterprise: EnterpriseId,
    pub window: WindowId,
    /// Counts from 1 in each window.
    pub number: i64,
    pub inputs: Inputs,
    /// Over what the window's own flavour yields; see [`content_hash`].
    pub content_hash: String,
    /// Over the files of all flavours: tells whether anything changed at all.
    pub files_hash: String,
    /// The version of the draft that it was made of.
    pub draft_version: i64,
    pub note: String,
    /// The name at that time; people may go.
    pub made_by: String,
    pub made_at: Millis,
    pub origin: Origin,
}

/// How a release came about; zeros where it was made without a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The number of its change request.
    pub request: i64,
    /// It was made without the approvals that it needed.
    pub emergency: bool,
    /// The release whose content it repeats.
    pub repeats: i64,
}

/// What the code was made of: the draft's own values, the objects it refers to with their values at
/// that time, and the values as they were rendered. Visitor values are no part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Inputs {
    pub name: String,
    pub channel: String,
    pub target: String,
    pub flavour: String,
    pub environment: String,
    pub account: Option<Referred>,
    pub key: Option<Referred>,
    pub plugin: Option<Referred>,
    pub template: Option<Referred>,
    /// The draft's own values.
    pub own: Boxes,
    /// The values that were rendered, with all that the draft takes from elsewhere.
    pub rendered: Boxes,
}

/// A registered object as it was then. Of a key there is its fingerprint only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Referred {
    pub id: String,
    pub name: String,
    pub values: Map<String, Value>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Boxes {
    pub parameters: Map<String, Value>,
    pub window: Map<String, Value>,
}

/// One file or one link template, as it was made: without a stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub flavour: String,
    pub kind: FileKind,
    /// Of a link template: its kind.
    pub path: String,
    pub language: String,
    pub merge: String,
    pub content: String,
    pub sha256: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Artifact,
    Link,
}

impl FileKind {
    pub const fn name(self) -> &'static str {
        match self {
            FileKind::Artifact => "artifact",
            FileKind::Link => "link",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [FileKind::Artifact, FileKind::Link].into_iter().find(|kind| kind.name() == name)
    }
}

/// What a release is to be made of.
#[derive(Clone, Debug)]
pub struct Cut {
    pub inputs: Inputs,
    /// The window's own flavour first.
    pub files: Vec<File>,
}

/// Who makes it, when, and why.
#[derive(Clone, Debug)]
pub struct Occasion {
    pub id: ReleaseId,
    pub made_by: String,
    pub made_at: Millis,
    pub note: String,
    pub origin: Origin,
}

impl Release {
    /// The next release of a window, or `None` when nothing differs from the last one.
    pub fn make(
        window: &Window,
        last: Option<&Release>,
        cut: &Cut,
        occasion: Occasion,
    ) -> Option<(Release, Change)> {
        let Occasion { id, made_by, made_at, note, origin } = occasion;
        let new = Release {
            id,
            enterprise: window.enterprise,
            window: window.id,
            number: last.map_or(1, |last| last.number + 1),
            content_hash: content_hash(&cut.files, &cut.inputs.flavour),
            files_hash: files_hash(&cut.files),
            inputs: cut.inputs.clone(),
            draft_version: window.version,
            note,
            made_by,
            made_at,
            origin,
        };
        if last.is_some_and(|last| last.same_content(&new)) {
            return None;
        }
        let before = last.map(Release::fields).unwrap_or_default();
        let change = Change::edit(
            window.log(),
            "window.published",
            Window::NOUN,
            window.id,
            &before,
            &new.fields(),
        )?
        .detail("name", &window.content.name)
        .detail("code", &window.code)
        .detail("channel", &window.channel)
        .detail("number", new.number.to_string())
        .detail("content_hash", &new.content_hash);
        let change = origin.told(change);
        Some((new, change))
    }

    /// An earlier release once more, as the next one. `None` when it is what the last one says.
    pub fn repeat(
        window: &Window,
        last: &Release,
        old: &Release,
        files: &[File],
        occasion: Occasion,
    ) -> Option<(Release, Change)> {
        let cut = Cut { inputs: old.inputs.clone(), files: files.to_vec() };
        let origin = Origin { repeats: old.number, ..occasion.origin };
        Release::make(window, Some(last), &cut, Occasion { origin, ..occasion })
    }

    pub fn same_content(&self, other: &Release) -> bool {
        self.inputs == other.inputs && self.files_hash == other.files_hash
    }

    /// Number and hash always differ from those of the release before.
    fn fields(&self) -> Fields {
        let mut fields = vec![
            ("release".into(), Some(self.number.to_string())),
            ("content_hash".into(), filled(&self.content_hash)),
        ];
        fields.extend(self.inputs.fields());
        fields
    }
}

impl Origin {
    /// The event of a release, with how it came about.
    pub fn told(self, mut change: Change) -> Change {
        if self.request > 0 {
            change = change.detail("request", self.request.to_string());
        }
        if self.emergency {
            change = change.detail("emergency", "true");
        }
        if self.repeats > 0 {
            change = change.detail("repeats", self.repeats.to_string());
        }
        change
    }
}

impl Inputs {
    /// In words of the history: ids as names, values under their prefixes.
    pub fn fields(&self) -> Fields {
        let named = |referred: &Option<Referred>| {
            referred.as_ref().map(|referred| match referred.values.get("fingerprint") {
                Some(Value::String(print)) => format!("{} · fingerprint:{print}", referred.name),
                _ => referred.name.clone(),
            })
        };
        let mut fields: Fields = vec![
            ("name".into(), filled(&self.name)),
            ("target".into(), filled(&self.target)),
            // The plain form is no choice that anybody made.
            ("flavour".into(), filled(&self.flavour).filter(|flavour| flavour != "native")),
            ("environment".into(), filled(&self.environment)),
            ("account_id".into(), named(&self.account)),
            ("key_id".into(), named(&self.key)),
            ("plugin_id".into(), named(&self.plugin)),
            ("template_id".into(), named(&self.template)),
        ];
        let account = self.account.as_ref().map(|account| &account.values);
        let boxes = [
            ("a", account),
            ("p", Some(&self.rendered.parameters)),
            ("w", Some(&self.rendered.window)),
        ];
        for (prefix, values) in boxes {
            fields.extend(
                values
                    .into_iter()
                    .flatten()
                    .map(|(name, value)| (format!("{prefix}.{name}"), filled(&told(value)))),
            );
        }
        fields
    }
}

impl File {
    pub fn artifact(flavour: &str, path: &str, language: &str, merge: &str, text: String) -> Self {
        File {
            flavour: flavour.to_owned(),
            kind: FileKind::Artifact,
            path: path.to_owned(),
            language: language.to_owned(),
            merge: merge.to_owned(),
            sha256: sha256(text.as_bytes()),
            content: text,
        }
    }

    /// A link without a visitor and without a signature.
    pub fn link(flavour: &str, kind: &str, url: String) -> Self {
        File { kind: FileKind::Link, ..File::artifact(flavour, kind, "url", "", url) }
    }
}

/// One entry of the list that is hashed; its fields stand in the order of RFC 8785.
#[derive(Serialize)]
struct Hashed<'f> {
    path: String,
    sha256: &'f str,
}

/// SHA-256 of the canonical JSON (RFC 8785) of all paths and hashes, links as `link:KIND` at the end.
pub fn content_hash(files: &[File], flavour: &str) -> String {
    let of = |kind: FileKind| {
        files.iter().filter(move |file| file.kind == kind && file.flavour == flavour)
    };
    let artifacts =
        of(FileKind::Artifact).map(|file| Hashed { path: file.path.clone(), sha256: &file.sha256 });
    let links = of(FileKind::Link)
        .map(|file| Hashed { path: format!("link:{}", file.path), sha256: &file.sha256 });
    let list: Vec<Hashed<'_>> = artifacts.chain(links).collect();
    // Texts and lists of texts cannot fail to become JSON.
    sha256(serde_json::to_string(&list).unwrap_or_default().as_bytes())
}

fn files_hash(files: &[File]) -> String {
    let mut all = String::new();
    for file in files {
        for part in [&file.flavour, file.kind.name(), &file.path, &file.merge, &file.sha256] {
            all.push_str(part);
            all.push('\n');
        }
    }
    sha256(all.as_bytes())
}

/// In lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::window::{Content, Draft};
    use crate::domain::{EnterpriseId, Meta};
    use uuid::Uuid;

    fn window() -> Window {
        let draft = Draft { content: Content::default(), meta: Meta::default() };
        let (id, enterprise) = (WindowId(Uuid::nil()), EnterpriseId(Uuid::nil()));
        Window::create(id, enterprise, "a".into(), "sobot".into(), draft, 0).0
    }

    fn cut(text: &str) -> Cut {
        let files = vec![
            File::artifact("native", "a\"页.js", "js", "insert", text.to_owned()),
            File::link("native", "h5", "https://a.example/?b=1".to_owned()),
        ];
        Cut { inputs: Inputs { flavour: "native".into(), ..Inputs::default() }, files }
    }

    fn occasion() -> Occasion {
        let id = ReleaseId(Uuid::nil());
        let (made_by, origin) = ("甲".into(), Origin::default());
        Occasion { id, made_by, made_at: 1, note: String::new(), origin }
    }

    #[test]
    fn the_content_hash_is_over_canonical_json() {
        let files = cut("1\n").files;
        let list = format!(
            "[{{\"path\":\"a\\\"页.js\",\"sha256\":\"{}\"}},{{\"path\":\"link:h5\",\"sha256\":\"{}\"}}]",
            sha256(b"1\n"),
            sha256(b"https://a.example/?b=1"),
        );
        assert_eq!(content_hash(&files, "native"), sha256(list.as_bytes()));
        assert_eq!(content_hash(&files, "taro"), sha256(b"[]"));
    }

    #[test]
    fn numbers_go_up_and_nothing_new_makes_no_release() {
        let window = window();
        let (first, change) = Release::make(&window, None, &cut("1"), occasion()).expect("one");
        assert_eq!(first.number, 1);
        assert_eq!(change.details.get("content_hash"), Some(&first.content_hash));
        assert!(Release::make(&window, Some(&first), &cut("1"), occasion()).is_none());
        let (second, change) =
            Release::make(&window, Some(&first), &cut("2"), occasion()).expect("another");
        assert_eq!(second.number, 2);
        let fields: Vec<&str> = change.changes.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(fields, ["release", "content_hash"]);
    }

    #[test]
    fn another_flavour_alone_is_a_change_too() {
        let window = window();
        let (first, _) = Release::make(&window, None, &cut("1"), occasion()).expect("one");
        let mut more = cut("1");
        more.files.push(File::artifact("taro", "a.tsx", "tsx", "insert", "2".to_owned()));
        let (second, _) = Release::make(&window, Some(&first), &more, occasion()).expect("two");
        assert_eq!(first.content_hash, second.content_hash);
    }
}
