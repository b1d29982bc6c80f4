//! Samples of the page about the master key.

use std::path::PathBuf;

use super::{Earlier, Line, MasterKeyPage, Typed};
use crate::store::data_keys;
use crate::vault::{self, Stage, Standing};
use crate::web::moment::moment;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<MasterKeyPage>()];

const FILE: &str = "/var/lib/jieru/master.key";
const PRESENT: &str = "0f3a9c51d2b7e864";
const OTHER: &str = "b81e4470a6c9d2f3";

fn standing(stage: Stage) -> Standing {
    let name = |name: &str| Some(name.to_owned());
    let kept = |name: &str| vault::Earlier {
        name: name.to_owned(),
        file: PathBuf::from(format!("{FILE}.{name}.old")),
        since: things::NOW,
    };
    let rest = Standing {
        installed: PRESENT.to_owned(),
        present: name(PRESENT),
        next: None,
        earlier: vec![kept(OTHER)],
    };
    match stage {
        Stage::Rest => rest,
        Stage::Made => Standing { next: name(OTHER), ..rest },
        Stage::Kept => Standing { next: name(OTHER), earlier: vec![kept(PRESENT)], ..rest },
        Stage::Rewrapped => Standing { present: name(OTHER), next: name(PRESENT), ..rest },
        Stage::Behind => Standing { present: name(OTHER), ..rest },
    }
}

impl Sample for MasterKeyPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui: Ui, stage: Stage, full: bool| {
            let standing = standing(stage);
            assert_eq!(standing.stage(), stage);
            let key = data_keys::Line {
                slug: "demo".to_owned(),
                name: words.line(),
                master: PRESENT.to_owned(),
                since: things::NOW,
            };
            let earlier = standing.outlived().map(|one| Earlier {
                name: one.name.clone(),
                file: one.file.display().to_string(),
                since: moment(one.since),
            });
            MasterKeyPage {
                ui,
                problem: None,
                file: FILE.to_owned(),
                since: moment(things::NOW),
                count: if full { 2 } else { 1 },
                lines: full.then(|| Line { since: moment(key.since), key }).into_iter().collect(),
                first: true,
                next: full.then(|| "/settings/master-key?cursor=1".to_owned()),
                earlier: earlier.filter(|_| full).collect(),
                standing,
                typed: Typed { backup: full, copies: full, servers: full, reason: words.line() },
            }
        };
        let wrong = words.refusing(&ui, &["backup", "copies", "servers", "password", "reason"]);
        let mut later = page(ui.clone(), Stage::Rest, true);
        (later.first, later.next) = (false, None);
        let mut unreadable = page(ui.clone(), Stage::Behind, true);
        unreadable.problem = Some(words.message());
        let mut pages = vec![
            page(ui.clone(), Stage::Rest, false),
            page(words.flashing(&ui, FlashKind::Done), Stage::Rest, true),
            page(wrong, Stage::Rest, true),
            page(words.refused(&ui), Stage::Kept, true),
            unreadable,
            later,
        ];
        let stages = [Stage::Made, Stage::Kept, Stage::Rewrapped, Stage::Behind];
        pages.extend(stages.map(|stage| page(ui.clone(), stage, true)));
        pages
    }
}
