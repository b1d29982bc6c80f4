//! One state of a window's code as people take it away: a release with its stamp, or the draft.

use super::{Draft, Refused};
use crate::channels::stamp::{SHORT, Stamp};
use crate::domain::release::{Cut, File, FileKind, content_hash};
use crate::domain::{Release, Window};
use crate::store::releases;
use crate::text::text;
use crate::web::fault::Fault;
use crate::web::moment::moment;
use crate::web::portal::Portal;

/// Which state is wanted, as addresses have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    Live,
    Draft,
    Number(i64),
}

impl Which {
    /// `live`, `draft` or a number without zeros in front.
    pub fn parse(word: &str) -> Option<Which> {
        match word {
            "live" => Some(Which::Live),
            "draft" => Some(Which::Draft),
            number => {
                let plain = number.bytes().all(|byte| byte.is_ascii_digit());
                let number = number.parse().ok().filter(|_| plain && !number.starts_with('0'))?;
                Some(Which::Number(number))
            }
        }
    }
}

pub struct Edition {
    /// `None` for the draft.
    pub release: Option<Release>,
    pub stamp: Option<Stamp>,
    pub files: Vec<File>,
    pub content_hash: String,
    /// The window's own flavour, which stands where nobody chooses one.
    pub flavour: String,
}

impl Edition {
    /// The state, when there is one: what is not released, or cannot be written, is not found.
    pub async fn find(
        portal: &Portal,
        slug: &str,
        window: &Window,
        which: Which,
    ) -> Result<Option<Edition>, Fault> {
        let mut read = portal.db.read().await?;
        let release = match which {
            Which::Live => releases::live(&mut read, window).await?,
            Which::Number(number) => releases::find(&mut read, window, number).await?,
            Which::Draft => {
                let draft = Draft::load(&mut read, window).await?;
                let seconds = portal.clock.now() / crate::clock::SECOND;
                return Ok(match draft.cut(&window.content, seconds) {
                    Ok((cut, _)) => Some(Edition::of_draft(cut)),
                    Err(Refused { .. }) => None,
                });
            }
        };
        let Some(release) = release else { return Ok(None) };
        let files = releases::files(&mut read, &release).await?;
        Ok(Some(Edition::of_release(slug, window, release, files)))
    }

    /// The same for an address that names one: what is missing is not found.
    pub async fn get(
        portal: &Portal,
        slug: &str,
        window: &Window,
        word: &str,
    ) -> Result<Edition, Fault> {
        let which = Which::parse(word).ok_or_else(Fault::not_found)?;
        let missing = || match which {
            Which::Live => Fault::saying(
                actix_web::http::StatusCode::NOT_FOUND,
                text("这个聊天窗还没有版本。", "This chat window has no release yet."),
            ),
            Which::Draft => Fault::saying(
                actix_web::http::StatusCode::NOT_FOUND,
                text(
                    "草稿有错误，还没有代码。",
                    "The draft has errors; there is no code of it yet.",
                ),
            ),
            Which::Number(_) => Fault::not_found(),
        };
        Edition::find(portal, slug, window, which).await?.ok_or_else(missing)
    }

    pub fn of_draft(cut: Cut) -> Self {
        Edition {
            release: None,
            stamp: None,
            content_hash: content_hash(&cut.files, &cut.inputs.flavour),
            flavour: cut.inputs.flavour,
            files: cut.files,
        }
    }

    pub fn of_release(slug: &str, window: &Window, release: Release, files: Vec<File>) -> Self {
        let day = moment(release.made_at).shown;
        let stamp = Stamp {
            object: format!("{slug}/{}", window.code),
            number: release.number,
            date: day.split(' ').next().unwrap_or_default().to_owned(),
            hash: release.content_hash.chars().take(SHORT).collect(),
        };
        Edition {
            content_hash: release.content_hash.clone(),
            flavour: release.inputs.flavour.clone(),
            release: Some(release),
            stamp: Some(stamp),
            files,
        }
    }

    /// `v3`, or `draft`.
    pub fn name(&self) -> String {
        self.release.as_ref().map_or_else(|| "draft".to_owned(), |one| format!("v{}", one.number))
    }

    /// The word for addresses.
    pub fn word(&self) -> String {
        self.release.as_ref().map_or_else(|| "draft".to_owned(), |one| one.number.to_string())
    }

    /// The flavours that there is code in, the window's own one first.
    pub fn flavours(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for file in &self.files {
            if !found.contains(&file.flavour.as_str()) {
                found.push(&file.flavour);
            }
        }
        found
    }

    /// The flavour that is asked for, or the window's own one.
    pub fn chosen<'a>(&'a self, wanted: &'a str) -> &'a str {
        if self.flavours().contains(&wanted) { wanted } else { &self.flavour }
    }

    pub fn artifacts<'a>(&'a self, flavour: &'a str) -> impl Iterator<Item = &'a File> {
        let of = move |file: &&File| file.kind == FileKind::Artifact && file.flavour == flavour;
        self.files.iter().filter(of)
    }

    pub fn links<'a>(&'a self, flavour: &'a str) -> impl Iterator<Item = &'a File> {
        let of = move |file: &&File| file.kind == FileKind::Link && file.flavour == flavour;
        self.files.iter().filter(of)
    }

    /// The bytes that people take away.
    pub fn text(&self, file: &File) -> String {
        match &self.stamp {
            Some(stamp) => stamp.put(&file.language, &file.content),
            None => file.content.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Which;

    #[test]
    fn only_plain_numbers_name_a_release() {
        assert_eq!(Which::parse("12"), Some(Which::Number(12)));
        assert_eq!(Which::parse("live"), Some(Which::Live));
        for wrong in ["", "0", "01", "+1", "-1", "1.0", "latest", "99999999999999999999"] {
            assert_eq!(Which::parse(wrong), None, "{wrong}");
        }
    }
}
