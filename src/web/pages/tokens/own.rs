//! The own tokens: the form, the token that is shown once, the list, and its end.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use super::{Line, TITLE, lines};
use crate::access::token;
use crate::catalog::form::Choice;
use crate::domain::token::{DAYS, MOST_DAYS, Narrowed, Order, Single};
use crate::domain::{Token, TokenId};
use crate::error::Kind;
use crate::rights::{Place, ReadMetrics, Scope};
use crate::store::{Read, Write, enterprises, looks, tokens, windows};
use crate::text::{Message, Text, text};
use crate::vault::token_hash;
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::pages::registry::Linked;
use crate::web::pages::{Cursor, me, next_page};
use crate::web::scope::Member;
use crate::web::ui::{FlashKind, NavItem, Ui};
use crate::web::visit::{Visit, see_other};

pub const PATH: &str = "/me/tokens";
/// What the field for a place holds where no enterprise is chosen; no slug is so.
const EVERYWHERE: &str = "*";

#[derive(Template)]
#[template(path = "tokens/own.html")]
pub(super) struct OwnPage {
    pub ui: Ui,
    pub tabs: Vec<NavItem>,
    pub lines: Vec<Line>,
    pub next: Option<String>,
    /// The id of the token to be: the same form makes one only.
    pub id: String,
    pub typed: Typed,
    pub scopes: Vec<Choice>,
    /// Empty where there are too many to choose from.
    pub places: Vec<Choice>,
    pub made: Option<Made>,
}

/// A new token; this is the only time that anybody sees it.
pub(super) struct Made {
    pub token: String,
    pub name: String,
    pub expires: Moment,
    /// Other tokens of the same person whose names look like this one's.
    pub alike: Vec<Linked>,
}

#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub id: Option<TokenId>,
    pub name: String,
    pub scopes: Vec<String>,
    pub place: String,
    pub window: String,
    pub days: String,
}

impl Default for Typed {
    fn default() -> Self {
        Typed {
            id: None,
            name: String::new(),
            scopes: vec![Scope::Read.name().to_owned()],
            place: String::new(),
            window: String::new(),
            days: DAYS.to_string(),
        }
    }
}

impl Typed {
    fn read(form: &mut Form) -> Self {
        Typed {
            id: form.take("id").parse().ok(),
            name: form.required_line("name"),
            scopes: form.several("scopes"),
            place: form.line("place"),
            window: form.line("window"),
            days: form.line("days"),
        }
    }

    fn days(&self, form: &mut Form) -> i64 {
        let days = self.days.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
        days.unwrap_or_else(|| {
            form.wrong("days", text("请填写 1 到 366 天", "Write a number of days from 1 to 366"));
            DAYS
        })
    }

    /// What it is to be good for. Figures are the installation's, and not everybody may read them.
    fn scopes(&self, form: &mut Form, visit: &Visit) -> Result<String, Fault> {
        let known = |name: &String| Scope::from_name(name);
        let scopes: Vec<Scope> = self.scopes.iter().filter_map(known).collect();
        if scopes.is_empty() || scopes.len() != self.scopes.len() {
            form.wrong("scopes", text("请至少选择一项用途", "Choose what it is good for"));
        }
        if scopes.contains(&Scope::Metrics) {
            if !offers_metrics(visit)? {
                form.wrong(
                    "scopes",
                    text("您的角色看不到运行指标", "Your role may not read metrics"),
                );
            } else if self.place != EVERYWHERE {
                let said = text(
                    "运行指标属于整个门户，不能限定在一个企业里",
                    "Metrics are those of the whole portal, not of one enterprise",
                );
                form.wrong("place", said);
            }
        }
        let named = Scope::ALL.into_iter().filter(|one| scopes.contains(one)).map(Scope::name);
        Ok(named.collect::<Vec<_>>().join(" "))
    }

    /// Where it is to be good; only places that the person sees.
    async fn place(
        &self,
        form: &mut Form,
        visit: &Visit,
        read: &mut Read,
    ) -> Result<Option<Narrowed>, Fault> {
        if self.place == EVERYWHERE {
            if !self.window.is_empty() {
                let said =
                    text("先选择聊天窗所在的企业", "Choose the enterprise of the window first");
                form.wrong("window", said);
            }
            return Ok(None);
        }
        let grants = &visit.person()?.grants;
        let found = enterprises::find_by_slug(read, &self.place).await?;
        let seen = found.filter(|found| grants.sees(Place::Enterprise(found.id)));
        let Some(enterprise) = seen else {
            form.wrong(
                "place",
                text("没有这个企业，请从列表中选择", "There is no such enterprise; choose one"),
            );
            return Ok(None);
        };
        let window = match self.window.as_str() {
            "" => None,
            code => windows::find_by_code(read, enterprise.id, code).await?,
        };
        if window.is_none() && !self.window.is_empty() {
            let said =
                text("这个企业里没有这个聊天窗", "There is no such window in this enterprise");
            form.wrong("window", said);
        }
        Ok(Some(Narrowed {
            enterprise: enterprise.id,
            slug: enterprise.slug,
            name: enterprise.name,
            window: window.map(|window| Single { id: window.id, code: window.code }),
        }))
    }
}

fn offers_metrics(visit: &Visit) -> Result<bool, Fault> {
    Ok(visit.person()?.grants.allow::<ReadMetrics>(Place::Installation))
}

/// What one answer shows besides the list.
#[derive(Default)]
struct Drawn {
    cursor: String,
    typed: Typed,
    form: Form,
    made: Option<Made>,
}

pub async fn show(Member { visit }: Member, query: Query<Cursor>) -> Answer {
    let drawn = Drawn { cursor: query.cursor.clone(), ..Drawn::default() };
    page(&visit, StatusCode::OK, drawn).await
}

async fn page(visit: &Visit, status: StatusCode, drawn: Drawn) -> Answer {
    let (lang, clock) = (visit.lang(), &visit.portal.clock);
    let mut read = visit.portal.db.read().await?;
    let listed = tokens::of_person(&mut read, visit.person()?.person.id, &drawn.cursor).await?;
    let places = places(visit, &mut read, &drawn.typed.place).await?;
    drop(read);
    let mut ui = visit.ui(TITLE)?;
    visit.take_flash(&mut ui);
    ui.errors = drawn.form.errors;
    let page = OwnPage {
        ui,
        tabs: me::tabs(PATH),
        next: next_page(PATH, &[], listed.next.as_ref()),
        lines: lines(listed, PATH, clock.now(), lang),
        id: clock.id().to_string(),
        scopes: scopes(&drawn.typed.scopes, offers_metrics(visit)?),
        typed: drawn.typed,
        places,
        made: drawn.made,
    };
    visit.page(status, &page)
}

pub(super) fn scopes(chosen: &[String], metrics: bool) -> Vec<Choice> {
    let offered = Scope::ALL.into_iter().filter(|one| metrics || *one != Scope::Metrics);
    offered
        .map(|one| {
            Choice::new(one.name(), one.label(), chosen.iter().any(|name| name == one.name()))
        })
        .collect()
}

pub(super) const ALL: Text = text("自己能看到的一切", "Everything that I see");

/// The places that the form offers, while there are few; one enterprise comes before everything.
async fn places(visit: &Visit, read: &mut Read, typed: &str) -> Result<Vec<Choice>, Fault> {
    let me = visit.person()?;
    let all = me.grants.sees(Place::Installation);
    let page = enterprises::list(read, (!all).then_some(me.person.id), "").await?;
    if page.next.is_some() {
        return Ok(Vec::new());
    }
    let one = |enterprise: &crate::domain::Enterprise| {
        let label = Message::name(&enterprise.name);
        Choice::new(&enterprise.slug, label, enterprise.slug == typed)
    };
    let mut choices: Vec<Choice> = page.items.iter().map(one).collect();
    choices.push(Choice::new(EVERYWHERE, ALL, typed == EVERYWHERE));
    Ok(choices)
}

pub async fn make(Posted { scope: Member { visit }, mut form }: Posted<Member>) -> Answer {
    let typed = Typed::read(&mut form);
    form.finish();
    let (portal, me) = (&visit.portal, visit.person()?);
    let mut read = portal.db.read().await?;
    let days = typed.days(&mut form);
    let scopes = typed.scopes(&mut form, &visit)?;
    let place = typed.place(&mut form, &visit, &mut read).await?;
    drop(read);
    if form.is_wrong() {
        let drawn = Drawn { typed, form, ..Drawn::default() };
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, drawn).await;
    }
    let id = typed.id.unwrap_or_else(|| TokenId(portal.clock.id()));
    let order = Order { name: typed.name, scopes, place, days };
    let (new, change) = Token::make(id, me.person.id, order, portal.clock.now());
    let secret = token::issue()?;
    let hash = token_hash(secret.expose());
    let work = async |write: &mut Write<'_>| {
        tokens::insert(write, &new, &hash).await?;
        Ok(change.clone().into())
    };
    match portal.db.write(&me.grants.own_tokens(), work).await {
        Ok(()) => {}
        Err(error) if error.kind() == Kind::Taken => {
            let said = text(
                "这个令牌已经生成过，只显示那一次。需要的话请再生成一个。",
                "This token was made already, and was shown that once. Make another one if you need it.",
            );
            visit.leave(FlashKind::Warning, said.into())?;
            return Ok(see_other(PATH));
        }
        Err(error) => return Err(error.into()),
    }
    let others = looks::of_token(&mut portal.db.read().await?, &new.id.to_string()).await?;
    let made = Made {
        token: secret.expose().to_owned(),
        expires: moment(new.expires_at),
        name: new.name,
        alike: others.into_iter().map(other).collect(),
    };
    let drawn = Drawn { made: Some(made), ..Drawn::default() };
    page(&visit, StatusCode::OK, drawn).await
}

/// Another token; all of them stand in the list of this page.
pub(super) fn other(name: String) -> Linked {
    Linked { what: text("令牌", "Token"), name, code: String::new(), href: "#list-h".to_owned() }
}

pub async fn revoke(Posted { scope: Member { visit }, mut form }: Posted<Member>) -> Answer {
    form.finish_or_refuse()?;
    let (portal, me) = (&visit.portal, visit.person()?);
    let id = visit.request().match_info().get("id").unwrap_or_default();
    let id: TokenId = id.parse().map_err(|_| Fault::not_found())?;
    let found = tokens::find(&mut portal.db.read().await?, me.person.id, id).await?;
    let token = found.ok_or_else(Fault::not_found)?.token;
    if let Some((new, change)) = token.revoke(portal.clock.now()) {
        let work = async |write: &mut Write<'_>| {
            tokens::revoke(write, &new).await?;
            Ok(change.clone().into())
        };
        portal.db.write(&me.grants.own_tokens(), work).await?;
    }
    visit.done(PATH, revoked(&token.name))
}

pub(super) fn revoked(name: &str) -> Message {
    Message::new(
        format!("令牌“{name}”已吊销，立即失效"),
        format!("The token “{name}” is revoked, and of no use from now on"),
    )
}
