//! What a guest sees who has a hand-over link and no account: one window of one enterprise, and
//! nothing else. Looking at the address shows that there is something to open; opening it, and
//! taking anything away, are posted and recorded with the guest's address.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use askama::Template;

use crate::access::Refusal;
use crate::catalog::form::Choice;
use crate::channels::preview::Preview;
use crate::channels::{self, Channel, Target, tables};
use crate::clock::{MINUTE, Millis};
use crate::domain::handover::{Purpose, State};
use crate::domain::{Act, Change, Enterprise, Log, Window};
use crate::error::Error;
use crate::rights::{Grants, Permit, Place, UseHandover};
use crate::store::handovers::{Kept, Use};
use crate::store::{Write, enterprises, handovers, windows};
use crate::text::text;
use crate::vault::token_hash;
use crate::web::fault::{Answer, Fault};
use crate::web::form::Posted;
use crate::web::moment::{Moment, moment};
use crate::web::pages::windows::draft_and_live::drawn;
use crate::web::pages::windows::install::copies::{offers, offers_link};
use crate::web::pages::windows::install::server::ServerPart;
use crate::web::pages::windows::install::{Shown, handout, shown};
use crate::web::pages::windows::releases::edition::{Edition, Which};
use crate::web::pages::windows::releases::raw;
use crate::web::ui::Ui;
use crate::web::visit::{Visit, see_other};

/// Before it is opened.
#[derive(Template)]
#[template(path = "handovers/landing.html")]
pub(super) struct LandingPage {
    pub ui: Ui,
    pub path: String,
    pub enterprise: String,
    pub purpose: Purpose,
    pub until: Moment,
}

/// What is handed over.
#[derive(Template)]
#[template(path = "handovers/package.html")]
pub(super) struct PackagePage {
    pub ui: Ui,
    pub path: String,
    pub enterprise: String,
    pub window: Window,
    pub channel: &'static dyn Channel,
    pub target: &'static Target,
    pub shown: Shown,
    pub flavours: Vec<Choice>,
    pub server: Option<ServerPart>,
    /// Instead of the code.
    pub preview: Option<Preview>,
    pub until: Moment,
    /// Under which the browser keeps the ticks.
    pub reader: String,
    pub contact: String,
    /// Where the entry is meant to be.
    pub hosts: Vec<String>,
}

/// It opens no longer.
#[derive(Template)]
#[template(path = "handovers/ended.html")]
pub(super) struct EndedPage {
    pub ui: Ui,
    pub enterprise: String,
    pub contact: String,
    /// When it ended by itself; `None` where somebody ended it.
    pub expired: Option<Moment>,
}

/// A link that opens, with what it opens.
struct Guest {
    visit: Visit,
    kept: Kept,
    enterprise: Enterprise,
    /// With the name and the target that the release was made with.
    window: Window,
    edition: Edition,
    /// Where the entry is meant to be.
    hosts: Vec<String>,
    path: String,
}

const TEXT: &str = "text/plain; charset=utf-8";
/// All links of a preview, which has no code to take.
const LINKS: &str = "links";

/// Choosing another flavour soon after opening is no second opening.
const SITTING: Millis = 30 * MINUTE;

pub async fn show(visit: Visit) -> Answer {
    let guest = Guest::admit(visit).await?;
    let page = LandingPage {
        ui: guest.visit.ui(text("有人给您发来了接入资料", "Something was handed over to you"))?,
        enterprise: guest.enterprise.name.clone(),
        purpose: guest.kept.handover.purpose,
        until: moment(guest.kept.handover.expires_at),
        path: guest.path,
    };
    guest.visit.page(StatusCode::OK, &page)
}

pub async fn open(Posted { scope: visit, mut form }: Posted<Visit>) -> Answer {
    let flavour = form.take("flavour");
    form.finish_or_refuse()?;
    let guest = Guest::admit(visit).await?;
    if flavour.is_empty() || !guest.sits() {
        guest.record(Use::Opened, None).await?;
    }
    let page = guest.page(&flavour)?;
    guest.visit.page(StatusCode::OK, &page)
}

pub async fn take(Posted { scope: visit, mut form }: Posted<Visit>) -> Answer {
    let (_, flavour, what) = (form.take("release"), form.take("flavour"), form.take("what"));
    form.finish_or_refuse()?;
    let guest = Guest::admit(visit).await?;
    let flavour = guest.edition.chosen(&flavour).to_owned();
    let there = match guest.kept.handover.purpose {
        Purpose::Code => offers(&guest.edition, &flavour, &what),
        Purpose::Preview => what == LINKS || offers_link(&guest.edition, &flavour, &what),
    };
    if !there {
        return Err(Fault::status(StatusCode::UNPROCESSABLE_ENTITY));
    }
    guest.record(Use::Copied, Some((&flavour, &what))).await?;
    if guest.visit.frame.fragment {
        return Ok(HttpResponse::NoContent().finish());
    }
    guest.bytes(&flavour, &what)
}

impl Guest {
    /// Whoever comes with this address: an unknown link is not found, and one that ended says so.
    async fn admit(visit: Visit) -> Result<Guest, Fault> {
        let portal = visit.portal.clone();
        portal.throttles.link(&visit.address)?;
        let token = visit.request().match_info().get("token").unwrap_or_default().to_owned();
        let mut read = portal.db.read().await?;
        let Some(kept) = handovers::by_token(&mut read, &token_hash(&token)).await? else {
            portal.throttles.unknown_link(&visit.address);
            drop(read);
            let change = Change::access(Log::Installation, "handover.refused", "handover", "");
            let permit = Grants::stranger(visit.origin()).trace(Place::Installation);
            portal.refusals.note(&portal.db, Refusal::new(permit, change, "")).await;
            return Err(Fault::not_found());
        };
        let handover = &kept.handover;
        let enterprise = enterprises::find(&mut read, handover.enterprise).await?;
        let window = windows::find(&mut read, handover.enterprise, handover.window).await?;
        let (Some(enterprise), Some(mut window)) = (enterprise, window) else {
            return Err(Fault::not_found());
        };
        let hosts = handout::hosts(&mut read, &window).await?;
        drop(read);
        let open = handover.state(portal.clock.now()) == State::Open
            && enterprise.trashed_at.is_none()
            && window.trashed_at.is_none()
            && !window.is_retired();
        let which = Which::parse(&handover.release).filter(|_| open);
        let edition = match which {
            Some(which) => Edition::find(&portal, &enterprise.slug, &window, which).await?,
            None => None,
        };
        let Some(edition) = edition else {
            return Err(ended(&visit, &kept, &enterprise, &window)?);
        };
        if let Some(release) = &edition.release {
            window.content.name.clone_from(&release.inputs.name);
            window.content.target.clone_from(&release.inputs.target);
        }
        let path = format!("/handovers/{token}");
        Ok(Guest { visit, kept, enterprise, window, edition, hosts, path })
    }

    /// Whether the same guest opened it a moment ago.
    fn sits(&self) -> bool {
        let since = self.visit.portal.clock.now() - SITTING;
        let last = self.kept.uses.last.as_ref();
        last.is_some_and(|(at, address)| *at > since && *address == self.visit.address)
    }

    async fn record(&self, what: Use, taken: Option<(&str, &str)>) -> Result<(), Fault> {
        let portal = &self.visit.portal;
        let handover = &self.kept.handover;
        let action = match what {
            Use::Opened => "handover.opened",
            Use::Copied => "handover.copied",
        };
        let mut change = handover
            .used(&self.window, action)
            .detail("release", self.edition.name())
            .detail("content_hash", &self.edition.content_hash);
        if let Some((flavour, what)) = taken {
            change = change.detail("flavour", flavour).detail("what", what);
        }
        let (act, now) = (Act::new(change), portal.clock.now());
        let name = handover.recipient.clone();
        let grants = Grants::of_link(handover.id, name, handover.enterprise, self.visit.origin());
        let permit: Permit<UseHandover> = grants
            .permit(Place::Enterprise(handover.enterprise))
            .map_err(|_| Fault::forbidden())?;
        let work = async |write: &mut Write<'_>| {
            handovers::count(write, handover.id, what, now, &self.visit.address).await?;
            Ok(act.clone())
        };
        Ok(portal.db.write(&permit, work).await?)
    }

    fn page(&self, wanted: &str) -> Result<PackagePage, Fault> {
        let channel = channels::find(&self.window.channel).ok_or_else(Fault::not_found)?;
        let target =
            tables::target(channel, &self.window.content.target).ok_or_else(Fault::not_found)?;
        let ui = self.visit.ui_titled(self.window.content.name.clone())?;
        let shown = shown(&self.edition, &self.window, (wanted, &self.hosts), None, ui.lang);
        let code = self.kept.handover.purpose == Purpose::Code;
        let there = self.edition.flavours();
        let known = target.flavours.iter().filter(|flavour| there.contains(flavour));
        let flavours = known.map(|flavour| {
            Choice::new(flavour, tables::flavour(flavour), *flavour == shown.flavour)
        });
        Ok(PackagePage {
            ui,
            path: self.path.clone(),
            enterprise: self.enterprise.name.clone(),
            flavours: flavours.collect(),
            server: ServerPart::of(target).filter(|_| code),
            preview: (!code).then(|| drawn(channel, self.edition.release.as_ref())),
            until: moment(self.kept.handover.expires_at),
            reader: self.kept.handover.id.to_string(),
            hosts: self.hosts.clone(),
            contact: contact(&self.kept, &self.enterprise, &self.window),
            window: self.window.clone(),
            channel,
            target,
            shown,
        })
    }

    /// The bytes that were asked for, exactly as the release keeps them.
    fn bytes(&self, flavour: &str, what: &str) -> Answer {
        let (edition, slug) = (&self.edition, self.enterprise.slug.as_str());
        let name = format!("{slug}-{}-{}", self.window.code, edition.name());
        let (bytes, kind, name) = match what {
            "zip" => {
                let zip = raw::packed(edition, slug, &self.window, flavour);
                let zip = zip.map_err(Error::broken)?;
                return Ok(answer(zip, "application/zip", "attachment", &format!("{name}.zip")));
            }
            LINKS => {
                let links = edition.links(flavour);
                let lines: String = links.flat_map(|link| [link.content.as_str(), "\n"]).collect();
                (lines, TEXT, format!("{name}.txt"))
            }
            "all" => (handout::everything(edition, flavour), TEXT, format!("{name}.txt")),
            "markdown" => {
                let lang = self.visit.lang();
                let text = handout::written(edition, &self.window, (flavour, &self.hosts), lang);
                (text, "text/markdown; charset=utf-8", format!("{name}.md"))
            }
            path => {
                let Some(file) = edition.artifacts(flavour).find(|file| file.path == path) else {
                    return Ok(see_other(&self.path));
                };
                let name = path.rsplit('/').next().unwrap_or_default().to_owned();
                (edition.text(file), TEXT, name)
            }
        };
        Ok(answer(bytes.into_bytes(), kind, "inline", &name))
    }
}

fn answer(bytes: Vec<u8>, kind: &'static str, disposition: &str, name: &str) -> HttpResponse {
    let name = raw::plain(name);
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CONTENT_DISPOSITION, format!("{disposition}; filename=\"{name}\"")))
        .body(bytes)
}

/// Whom a guest may ask: the window's owner, else the enterprise's, else whoever made the link.
fn contact(kept: &Kept, enterprise: &Enterprise, window: &Window) -> String {
    let names = [&window.meta.owner, &enterprise.meta.owner, &kept.handover.made_by];
    names.into_iter().find(|name| !name.is_empty()).cloned().unwrap_or_default()
}

fn ended(
    visit: &Visit,
    kept: &Kept,
    enterprise: &Enterprise,
    window: &Window,
) -> Result<Fault, Fault> {
    let state = kept.handover.state(visit.portal.clock.now());
    let mut ui = visit.ui(text("这个链接打不开了", "This link opens no longer"))?;
    // An error leaves no cookie behind that a form could be bound to.
    ui.csrf.clear();
    let page = EndedPage {
        ui,
        enterprise: enterprise.name.clone(),
        contact: contact(kept, enterprise, window),
        expired: (state == State::Expired).then(|| moment(kept.handover.expires_at)),
    };
    let body = page.render().map_err(Error::broken)?;
    Ok(Fault::Drawn { status: StatusCode::GONE, body, retry_after: None })
}
