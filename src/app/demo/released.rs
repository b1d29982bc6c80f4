//! The releases of the demo: windows that were never released get their first one, and one of them a
//! second, so that there is something to compare. What people released themselves is left alone.

use super::stock::Stock;
use crate::clock::{Clock, SECOND};
use crate::domain::release::{Cut, File, Occasion, Origin};
use crate::domain::{Change, Defaults, EnterpriseId, Release, ReleaseId, Window};
use crate::error::Result;
use crate::store::{Read, Write, releases, windows};
use crate::web::pages::windows::releases::Draft;

/// Windows that are released; the others show what a window without a release looks like.
const CODES: &[&str] =
    &["sobot-link", "sobot-web", "wecom-order", "alipay-button", "wechat-service", "tencent-desk"];
/// The window with two releases, and the option that the first one does not have yet.
const TWICE: (&str, &str) = ("sobot-link", "color");

/// Stored windows that should have a release and have none.
pub async fn waiting(read: &mut Read, enterprise: EnterpriseId) -> Result<Vec<Window>> {
    let mut found = Vec::new();
    for code in CODES {
        if let Some(window) = windows::find_by_code(read, enterprise, code).await?
            && releases::last(read, &window).await?.is_none()
        {
            found.push(window);
        }
    }
    Ok(found)
}

/// Releases that are ready to be stored.
pub struct Released(Vec<(Release, Vec<File>, Change)>);

impl Released {
    /// The releases of these windows and of those that are new; none where a draft has errors.
    pub fn plan(clock: &Clock, stock: &Stock, defaults: &Defaults, waiting: &[Window]) -> Self {
        let known = &stock.known;
        let new = stock.windows.iter().filter(|window| CODES.contains(&window.code.as_str()));
        let each = waiting.iter().chain(new).flat_map(|window| {
            let customers = (known.templates.as_slice(), known.fields.as_slice());
            let draft =
                Draft::of(window, (&known.accounts, &known.keys, &known.plugins), customers);
            let draft = draft.map(|draft| draft.inheriting(defaults));
            draft.map(|draft| planned(clock, &draft, window)).unwrap_or_default()
        });
        Released(each.collect())
    }

    pub async fn write(&self, write: &mut Write<'_>) -> Result<()> {
        for (release, files, _) in &self.0 {
            releases::insert(write, release, files).await?;
        }
        Ok(())
    }

    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.0.iter().map(|(_, _, change)| change)
    }
}

fn planned(clock: &Clock, draft: &Draft, window: &Window) -> Vec<(Release, Vec<File>, Change)> {
    let seconds = clock.now() / SECOND;
    let mut states = vec![(window.content.clone(), "上线 / Launch")];
    let mut earlier = window.content.clone();
    if TWICE.0 == window.code && earlier.parameters.remove(TWICE.1).is_some() {
        states =
            vec![(earlier, "试用 / Trial"), (window.content.clone(), "换成品牌色 / Brand colour")];
    }
    let mut last: Option<Release> = None;
    let mut all = Vec::new();
    for (content, note) in states {
        let Ok((cut, _)) = draft.cut(&content, seconds) else { continue };
        let Some((release, change)) = next(clock, window, last.as_ref(), &cut, note) else {
            continue;
        };
        last = Some(release.clone());
        all.push((release, cut.files, change));
    }
    all
}

fn next(
    clock: &Clock,
    window: &Window,
    last: Option<&Release>,
    cut: &Cut,
    note: &str,
) -> Option<(Release, Change)> {
    let occasion = Occasion {
        id: ReleaseId(clock.id()),
        made_by: "王芳".to_owned(),
        made_at: clock.now(),
        note: note.to_owned(),
        origin: Origin::default(),
    };
    Release::make(window, last, cut, occasion)
}
