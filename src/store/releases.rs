//! Releases of chat windows, with their files, and what developers may take away.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::recognised::Eyes;
use super::sql::{sql, statements};
use super::{PAGE, Page, Source, Write, checkups};
use crate::clock::Millis;
use crate::domain::card::wanted_words;
use crate::domain::release::{File, FileKind, Origin};
use crate::domain::window::Environment;
use crate::domain::{EnterpriseId, Release, ReleaseId, Window, WindowId};
use crate::error::{Error, Result};
use crate::text::text;

/// Windows by slug and code; the words are looked up row by row, like those of lists.
macro_rules! installable {
    ($from:literal, $seen:literal) => {
        concat!(
            "SELECT e.slug, e.name AS enterprise, w.code, w.name, w.channel, w.target, w.environment, w.version, w.life, l.number, l.draft_version, l.made_at,
              CASE WHEN d.updated_at > l.made_at THEN d.changed END AS changed, CASE WHEN d.updated_at > l.made_at THEN w.parameters END AS own
            FROM ", $from, " JOIN windows w ON w.enterprise_id = e.id LEFT JOIN live_releases l ON l.window_id = w.id
              LEFT JOIN channel_defaults d ON d.enterprise_id = w.enterprise_id AND d.channel = w.channel
            WHERE ", $seen, "e.slug >= $1 AND (e.slug > $1 OR w.code > $2) AND e.trashed_at = 0 AND w.trashed_at = 0 AND w.life <> 'retired'
              AND ($3 = '' OR (SELECT min(v.word) FROM words v WHERE v.noun = 'window' AND v.id = w.id AND v.word >= $3 AND v.word < $4) IS NOT NULL)
              AND ($5 = '' OR (SELECT min(v.word) FROM words v WHERE v.noun = 'window' AND v.id = w.id AND v.word >= $5 AND v.word < $6) IS NOT NULL)
              AND ($7 = '' OR w.channel = $7)
            ORDER BY e.slug, w.code LIMIT $8"
        )
    };
}

statements! {
    /// Touches the draft that the release was made of, so that nobody saves or releases it meanwhile.
    HOLD = "UPDATE windows SET version = version WHERE enterprise_id = $1 AND id = $2 AND version = $3";
    INSERT = "INSERT INTO releases (id, enterprise_id, window_id, number, inputs, content_hash, files_hash, draft_version, note, made_by, made_at, request, emergency, repeats)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    INSERT_FILE = "INSERT INTO release_files (window_id, number, place, flavour, kind, path, language, merging, content, sha256)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    GO_LIVE = "INSERT INTO live_releases (window_id, number, draft_version, made_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (window_id) DO UPDATE SET number = excluded.number, draft_version = excluded.draft_version, made_at = excluded.made_at";
    FIND = "SELECT id, enterprise_id, window_id, number, inputs, content_hash, files_hash, draft_version, note, made_by, made_at, request, emergency, repeats
            FROM releases WHERE enterprise_id = $1 AND window_id = $2 AND number = $3";
    LAST = "SELECT id, enterprise_id, window_id, number, inputs, content_hash, files_hash, draft_version, note, made_by, made_at, request, emergency, repeats
            FROM releases WHERE enterprise_id = $1 AND window_id = $2 ORDER BY number DESC LIMIT 1";
    LIST = "SELECT id, enterprise_id, window_id, number, inputs, content_hash, files_hash, draft_version, note, made_by, made_at, request, emergency, repeats
            FROM releases WHERE enterprise_id = $1 AND window_id = $2 AND number < $3 ORDER BY number DESC LIMIT $4";
    LIVE = "SELECT r.id, r.enterprise_id, r.window_id, r.number, r.inputs, r.content_hash, r.files_hash, r.draft_version, r.note, r.made_by, r.made_at, r.request, r.emergency, r.repeats
            FROM live_releases l JOIN releases r ON r.window_id = l.window_id AND r.number = l.number
            WHERE r.enterprise_id = $1 AND l.window_id = $2";
    FILES = "SELECT flavour, kind, path, language, merging, content, sha256
             FROM release_files WHERE window_id = $1 AND number = $2 ORDER BY place";
    ANY = "SELECT window_id FROM releases WHERE window_id = $1 LIMIT 1";
    // The part of the trash that one page shows.
    HELD = "SELECT c.id FROM cards c WHERE c.place = $1 AND c.trashed_at >= $2 AND c.trashed_at <= $3 AND c.noun = 'window'
            AND EXISTS (SELECT 1 FROM releases r WHERE r.window_id = c.id)";
    LIVE_UNCHECKED = "SELECT window_id, draft_version FROM live_releases
            WHERE window_id IN (SELECT id FROM unchecked WHERE place = $1 AND noun = 'window' AND id >= $2 AND id <= $3)";
    UNRELEASED = "SELECT w.id, w.code, w.name FROM windows w LEFT JOIN live_releases l ON l.window_id = w.id
                  WHERE w.enterprise_id = $1 AND w.trashed_at = 0 AND w.life <> 'retired' AND (l.number IS NULL OR w.version > l.draft_version)
                  ORDER BY w.updated_at DESC LIMIT $2";
    INSTALLABLE = installable!("enterprises e", "");
    INSTALLABLE_SEEN = installable!(
        "grants g JOIN enterprises e ON e.id = g.enterprise_id",
        "g.person_id = $9 AND (g.window_id IS NULL OR (w.id = g.window_id AND NOT EXISTS (SELECT 1 FROM grants x WHERE x.person_id = $9 AND x.place = e.id))) AND "
    );
}

#[derive(FromRow)]
struct Row {
    id: String,
    enterprise_id: String,
    window_id: String,
    number: i64,
    inputs: String,
    content_hash: String,
    files_hash: String,
    draft_version: i64,
    note: String,
    made_by: String,
    made_at: i64,
    request: i64,
    emergency: bool,
    repeats: i64,
}

impl TryFrom<Row> for Release {
    type Error = Error;

    fn try_from(row: Row) -> Result<Release> {
        let wrong = |column| inconsistent("releases", column, &row.id);
        Ok(Release {
            id: ReleaseId::from_str(&row.id).map_err(|_| wrong("id"))?,
            enterprise: EnterpriseId::from_str(&row.enterprise_id)
                .map_err(|_| wrong("enterprise_id"))?,
            window: WindowId::from_str(&row.window_id).map_err(|_| wrong("window_id"))?,
            inputs: serde_json::from_str(&row.inputs).map_err(|_| wrong("inputs"))?,
            number: row.number,
            content_hash: row.content_hash,
            files_hash: row.files_hash,
            draft_version: row.draft_version,
            note: row.note,
            made_by: row.made_by,
            made_at: row.made_at,
            origin: Origin { request: row.request, emergency: row.emergency, repeats: row.repeats },
        })
    }
}

#[derive(FromRow)]
struct FileRow {
    flavour: String,
    kind: String,
    path: String,
    language: String,
    merging: String,
    content: String,
    sha256: String,
}

impl TryFrom<FileRow> for File {
    type Error = Error;

    fn try_from(row: FileRow) -> Result<File> {
        let kind = FileKind::from_name(&row.kind)
            .ok_or_else(|| inconsistent("release_files", "kind", &row.path))?;
        Ok(File {
            kind,
            flavour: row.flavour,
            path: row.path,
            language: row.language,
            merge: row.merging,
            content: row.content,
            sha256: row.sha256,
        })
    }
}

impl Write<'_> {
    /// Whatever becomes live passes here, whoever asks for it and on whichever way.
    pub(super) fn goes_live(&self, production: bool) -> Result<()> {
        let refused = text(
            "您的角色不能发布到这个环境。",
            "Your role makes no releases in this environment.",
        );
        if self.releases.allows(production) { Ok(()) } else { Err(Error::refused(refused)) }
    }
}

/// Keeps a release and makes it the live one. A conflict when the draft has changed since it was
/// read, `Taken` when somebody else made a release with this number.
pub async fn insert(write: &mut Write<'_>, new: &Release, files: &[File]) -> Result<()> {
    insert_over(write, new, files, new.draft_version).await
}

/// The same for a release that was not made of the draft: `seen` is the version that this has now.
pub async fn insert_over(
    write: &mut Write<'_>,
    new: &Release,
    files: &[File],
    seen: i64,
) -> Result<()> {
    let (enterprise, window) = (new.enterprise.to_string(), new.window.to_string());
    let held = sql!(execute write, HOLD, enterprise.clone(), window.clone(), seen)?;
    if held != 1 {
        return Err(Error::conflict());
    }
    let is_production =
        |release: &Release| release.inputs.environment == Environment::Production.name();
    // What is live in production gives way under the right that put it there.
    let live = sql!(fetch_optional Row; write, LIVE, enterprise.clone(), window.clone())?;
    let live = live.map(Release::try_from).transpose()?;
    if live.as_ref().is_some_and(is_production) {
        write.goes_live(true)?;
    }
    write.goes_live(is_production(new))?;
    sql!(
        execute write, INSERT,
        new.id.to_string(),
        enterprise,
        window.clone(),
        new.number,
        serde_json::to_string(&new.inputs).map_err(Error::broken)?,
        new.content_hash.clone(),
        new.files_hash.clone(),
        new.draft_version,
        new.note.clone(),
        new.made_by.clone(),
        new.made_at,
        new.origin.request,
        new.origin.emergency,
        new.origin.repeats,
    )?;
    for (place, file) in (0_i64..).zip(files) {
        sql!(
            execute write, INSERT_FILE,
            window.clone(),
            new.number,
            place,
            file.flavour.clone(),
            file.kind.name(),
            file.path.clone(),
            file.language.clone(),
            file.merge.clone(),
            file.content.clone(),
            file.sha256.clone(),
        )?;
    }
    sql!(execute write, GO_LIVE, window.clone(), new.number, new.draft_version, new.made_at)?;
    let place = new.enterprise.to_string();
    checkups::concern(write, (&place, Window::NOUN, &window), ("release", new.number)).await
}

/// The release with this number.
pub async fn find(
    source: &mut impl Source,
    window: &Window,
    number: i64,
) -> Result<Option<Release>> {
    let (enterprise, window) = (window.enterprise.to_string(), window.id.to_string());
    sql!(fetch_optional Row; source, FIND, enterprise, window, number)?
        .map(Release::try_from)
        .transpose()
}

/// The release with the highest number.
pub async fn last(source: &mut impl Source, window: &Window) -> Result<Option<Release>> {
    let (enterprise, window) = (window.enterprise.to_string(), window.id.to_string());
    sql!(fetch_optional Row; source, LAST, enterprise, window)?.map(Release::try_from).transpose()
}

/// The release that counts now.
pub async fn live(source: &mut impl Source, window: &Window) -> Result<Option<Release>> {
    let (enterprise, window) = (window.enterprise.to_string(), window.id.to_string());
    sql!(fetch_optional Row; source, LIVE, enterprise, window)?.map(Release::try_from).transpose()
}

/// One page, newest first, older than `before` (`None`: from the newest on).
pub async fn list(
    source: &mut impl Source,
    window: &Window,
    before: Option<i64>,
) -> Result<Page<Release>> {
    let (enterprise, window) = (window.enterprise.to_string(), window.id.to_string());
    let before = before.unwrap_or(i64::MAX);
    let rows = sql!(fetch_all Row; source, LIST, enterprise, window, before, PAGE + 1)?;
    let items = rows.into_iter().map(Release::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(items, |release| release.number.to_string()))
}

/// The files and link templates of a release that was found, in their order.
pub async fn files(source: &mut impl Source, release: &Release) -> Result<Vec<File>> {
    sql!(fetch_all FileRow; source, FILES, release.window.to_string(), release.number)?
        .into_iter()
        .map(File::try_from)
        .collect()
}

/// The drafts that live releases were made of, for windows that wait to be examined between two ids.
pub async fn live_unchecked(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    (first, last): (&str, &str),
) -> Result<BTreeMap<String, i64>> {
    let (place, first, last) = (enterprise.to_string(), first.to_owned(), last.to_owned());
    let rows = sql!(fetch_all (String, i64); source, LIVE_UNCHECKED, place, first, last)?;
    Ok(rows.into_iter().collect())
}

/// The windows that were saved last and whose drafts are newer than what is live: id, code and name.
pub async fn unreleased(
    source: &mut impl Source,
    enterprise: EnterpriseId,
) -> Result<Vec<(String, String, String)>> {
    sql!(fetch_all (String, String, String); source, UNRELEASED, enterprise.to_string(), PAGE)
}

/// Whether a window was ever released.
pub async fn any(source: &mut impl Source, window: &str) -> Result<bool> {
    let found = sql!(fetch_optional (String,); source, ANY, window.to_owned())?;
    Ok(found.is_some())
}

/// The windows with releases among what was moved to an enterprise's trash between two moments.
pub async fn held(
    source: &mut impl Source,
    place: &str,
    (first, last): (Millis, Millis),
) -> Result<BTreeSet<String>> {
    let rows = sql!(fetch_all (String,); source, HELD, place.to_owned(), first, last)?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// A window as the developer's home shows it, with its live release.
#[derive(Clone, Debug, FromRow)]
pub struct Installable {
    pub slug: String,
    pub enterprise: String,
    pub code: String,
    pub name: String,
    pub channel: String,
    pub target: String,
    pub environment: String,
    pub version: i64,
    pub life: String,
    pub number: Option<i64>,
    pub draft_version: Option<i64>,
    pub made_at: Option<i64>,
    /// As JSON, where defaults of the enterprise were saved after the release: what changed and when,
    /// and the window's own options.
    pub changed: Option<String>,
    pub own: Option<String>,
}

/// Which windows are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    pub channel: Option<&'a str>,
    /// What somebody typed: beginnings of words, of which two are looked at; empty for all.
    pub words: &'a str,
    /// Slug and code of the last one that was seen.
    pub after: (&'a str, &'a str),
}

/// One page of the windows of every enterprise that somebody sees, by slug and code.
pub async fn installable(
    source: &mut impl Source,
    eyes: Eyes,
    wanted: Wanted<'_>,
) -> Result<Page<Installable>> {
    let (slug, code) = (wanted.after.0.to_owned(), wanted.after.1.to_owned());
    let channel = wanted.channel.unwrap_or_default().to_owned();
    let words = wanted_words(wanted.words);
    if words.is_empty() && !wanted.words.trim().is_empty() {
        // Signs alone are no words: nothing is called so.
        return Ok(Page { items: Vec::new(), next: None });
    }
    let mut words = words.into_iter().map(|word| (word.clone(), format!("{word}\u{10ffff}")));
    let (word, word_end) = words.next().unwrap_or_default();
    let (also, also_end) = words.next().unwrap_or_default();
    let rows = match eyes {
        Eyes::All => sql!(
            fetch_all Installable; source, INSTALLABLE, slug, code,
            word, word_end, also, also_end, channel, PAGE + 1,
        )?,
        Eyes::Person(id) => sql!(
            fetch_all Installable; source, INSTALLABLE_SEEN, slug, code,
            word, word_end, also, also_end, channel, PAGE + 1, id.to_string(),
        )?,
    };
    Ok(Page::cut(rows, |line| format!("{}/{}", line.slug, line.code)))
}
