//! Which release an installed page carries: every stamp in the text, the release that it names, how
//! far that is behind, and whether the code below it was changed by hand. A stamp of a window that
//! this person may not see is told like one that nobody knows.

use super::passage;
use crate::channels::stamp::Stamp;
use crate::domain::release::{File, FileKind};
use crate::domain::{Enterprise, Release, Window};
use crate::error::Error;
use crate::rights::Place;
use crate::store::{Read, enterprises, releases, windows};
use crate::web::fault::Fault;
use crate::web::pages::windows::releases::compared::{self, Line};
use crate::web::visit::Visit;

/// Stamps that one page looks up.
const MOST: usize = 12;

/// A stamp in the text.
#[derive(Clone, Debug)]
pub struct Installed {
    pub stamp: String,
    /// Counts from 1.
    pub line: usize,
    pub standing: Standing,
}

#[derive(Clone, Debug)]
pub enum Standing {
    /// Unknown, or of a window that this person does not see.
    NotYours,
    /// The window is here, and no release of it has this number and content.
    Unknown {
        name: String,
        href: String,
    },
    Known(Box<Known>),
}

#[derive(Clone, Debug)]
pub struct Known {
    pub name: String,
    pub enterprise: String,
    pub number: i64,
    pub live: Option<i64>,
    /// The release, for ever.
    pub href: String,
    /// What is live now.
    pub install: String,
    pub found: Option<Found>,
    /// Files of the same flavour that are nowhere in the text.
    pub missing: Vec<String>,
}

/// The file that stands below the stamp.
#[derive(Clone, Debug)]
pub struct Found {
    pub path: String,
    pub flavour: String,
    /// What was changed by hand, against the release; empty where nothing was.
    pub by_hand: Vec<Line>,
    /// Against what is live, where another release is.
    pub behind: Option<Vec<Line>>,
    /// Live has no such file any more.
    pub gone: bool,
}

pub async fn recognise(visit: &Visit, text: &str) -> Result<Vec<Installed>, Fault> {
    let stamps: Vec<(usize, Stamp)> = Stamp::all(text).take(MOST).collect();
    let mut read = visit.portal.db.read().await?;
    let mut all = Vec::new();
    for (at, stamp) in &stamps {
        let before = text.get(..*at).unwrap_or_default();
        let below = text.get(*at..).and_then(|rest| rest.split_once('\n')).map_or("", |cut| cut.1);
        all.push(Installed {
            stamp: stamp.text(),
            line: before.matches('\n').count() + 1,
            standing: standing(visit, &mut read, stamp, below, &stamps).await?,
        });
    }
    Ok(all)
}

async fn standing(
    visit: &Visit,
    read: &mut Read,
    stamp: &Stamp,
    below: &str,
    all: &[(usize, Stamp)],
) -> Result<Standing, Fault> {
    let Some((enterprise, window)) = seen(visit, read, stamp).await? else {
        return Ok(Standing::NotYours);
    };
    let base = format!("/e/{}/windows/{}", enterprise.slug, window.code);
    let release = releases::find(read, &window, stamp.number).await?;
    let Some(release) = release.filter(|one| one.content_hash.starts_with(&stamp.hash)) else {
        let href = format!("{base}/releases");
        return Ok(Standing::Unknown { name: window.content.name, href });
    };
    let files = releases::files(read, &release).await?;
    let live = releases::live(read, &window).await?;
    let newer = match &live {
        Some(live) if live.number != release.number => Some(releases::files(read, live).await?),
        _ => None,
    };
    let found = found(&files, newer.as_deref(), below);
    let flavour = found.as_ref().map_or(&release.inputs.flavour, |found| &found.flavour).clone();
    let missing = missing(&files, &flavour, found.as_ref(), stamp, all);
    Ok(Standing::Known(Box::new(Known {
        name: window.content.name,
        enterprise: enterprise.name,
        number: release.number,
        live: live.map(|live: Release| live.number),
        href: format!("{base}/install?release={}&flavour={flavour}", release.number),
        install: format!("{base}/install?since={}", release.number),
        found,
        missing,
    })))
}

/// The window of a stamp, where this person sees it.
async fn seen(
    visit: &Visit,
    read: &mut Read,
    stamp: &Stamp,
) -> Result<Option<(Enterprise, Window)>, Error> {
    let Some((slug, code)) = stamp.object.split_once('/') else { return Ok(None) };
    let Some(enterprise) = enterprises::find_by_slug(read, slug).await? else { return Ok(None) };
    let place = Place::Enterprise(enterprise.id);
    let sees = visit.signed_in.as_ref().is_some_and(|person| person.grants.sees(place));
    if !sees {
        return Ok(None);
    }
    let window = windows::find_by_code(read, enterprise.id, code).await?;
    Ok(window.map(|window| (enterprise, window)))
}

/// The file of the release of which most stands below the stamp.
fn found(files: &[File], newer: Option<&[File]>, below: &str) -> Option<Found> {
    // Of equal ones the last wins, and the window's own flavour comes first.
    let artifacts = files.iter().rev().filter(|file| file.kind == FileKind::Artifact);
    let there = artifacts
        .filter_map(|file| passage::find(&file.content, below).map(|passage| (file, passage)));
    let (file, passage) = there.max_by_key(|(_, passage)| (passage.same, passage.kept))?;
    let pasted = passage::plain(&passage.text);
    let against = |kept: &str| compared::lines(&passage::plain(kept), &pasted).0;
    let now = newer.map(|newer| {
        newer.iter().find(|new| {
            (&new.flavour, new.kind, &new.path) == (&file.flavour, file.kind, &file.path)
        })
    });
    Some(Found {
        path: file.path.clone(),
        flavour: file.flavour.clone(),
        by_hand: if passage.same { Vec::new() } else { against(&file.content) },
        // Read as what has to be done: from what is installed to what is live.
        behind: now.flatten().map(|new| compared::lines(&pasted, &passage::plain(&new.content)).0),
        gone: matches!(now, Some(None)),
    })
}

/// Files with a stamp of their own of which the text has none. Several files of one release carry
/// the same stamp, so only their number tells.
fn missing(
    files: &[File],
    flavour: &str,
    found: Option<&Found>,
    stamp: &Stamp,
    all: &[(usize, Stamp)],
) -> Vec<String> {
    let stamps = all.iter().filter(|(_, other)| other == stamp).count();
    let here = |file: &&File| file.kind == FileKind::Artifact && file.flavour == flavour;
    if stamps > 1 {
        return Vec::new();
    }
    let other = |file: &&File| found.is_some_and(|found| found.path != file.path);
    files.iter().filter(here).filter(other).map(|file| file.path.clone()).collect()
}

impl Known {
    /// How many releases came after it; none where it is the live one.
    pub fn behind(&self) -> i64 {
        self.live.map_or(0, |live| live - self.number)
    }

    pub fn is_live(&self) -> bool {
        self.live == Some(self.number)
    }
}

impl Found {
    pub fn is_whole(&self) -> bool {
        self.by_hand.is_empty()
    }
}

#[cfg(test)]
pub fn samples(words: crate::web::sample::Words) -> Vec<Installed> {
    let line = |sign, text: String| Line { sign, text };
    let stamp = || "jieru:demo/main-site v1 2026-11-21 1a2b3c4d5e6f".to_owned();
    let known = |live, found, missing| {
        Standing::Known(Box::new(Known {
            name: words.line(),
            enterprise: words.line(),
            number: 1,
            live,
            href: "/e/demo/windows/main-site/install?release=1&flavour=native".to_owned(),
            install: "/e/demo/windows/main-site/install?since=1".to_owned(),
            found,
            missing,
        }))
    };
    let found = |changed: bool, behind: bool| Found {
        path: words.line(),
        flavour: "native".to_owned(),
        by_hand: if changed { vec![line('-', words.line())] } else { Vec::new() },
        behind: behind.then(|| vec![line('+', words.line())]),
        gone: changed,
    };
    let unknown =
        Standing::Unknown { name: words.line(), href: "/e/demo/windows/main-site/releases".into() };
    let standings = [
        Standing::NotYours,
        unknown,
        known(Some(1), Some(found(false, false)), Vec::new()),
        known(Some(3), Some(found(true, true)), vec![words.line()]),
        known(Some(2), Some(found(false, true)), Vec::new()),
        known(None, None, Vec::new()),
    ];
    (1..)
        .zip(standings)
        .map(|(line, standing)| Installed { stamp: stamp(), line, standing })
        .collect()
}
