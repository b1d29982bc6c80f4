//! Chat windows.

use std::str::FromStr;

use serde_json::{Map, Value};
use sqlx::FromRow;

use super::cards::{self, trashed};
use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{PAGE, Page, Source, Write};
use crate::domain::life::{Life, Stage};
use crate::domain::window::{Content, Environment};
use crate::domain::{
    AccountId, EnterpriseId, KeyId, LeaveTemplateId, Meta, PluginId, VipField, Window, WindowId,
};
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO windows (id, enterprise_id, code, name, channel, target, flavour, environment, account_id, key_id, plugin_id, parameters, settings, visitor, owner, tags, note, version, created_at, updated_at, template_id)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";
    UPDATE = "UPDATE windows SET name = $4, target = $5, flavour = $6, environment = $7, account_id = $8, key_id = $9, plugin_id = $10, parameters = $11, settings = $12, visitor = $13, owner = $14, tags = $15, note = $16, version = $17, updated_at = $18, trashed_at = $19, template_id = $20
              WHERE enterprise_id = $1 AND id = $2 AND version = $3";
    TURN = "UPDATE windows SET life = $5, life_since = $6, life_by = $7, instead = $8, updated_at = $9
            WHERE enterprise_id = $1 AND id = $2 AND version = $3 AND life_since = $4";
    FIND_BY_CODE = "SELECT id, enterprise_id, code, name, channel, target, flavour, environment, account_id, key_id, plugin_id, parameters, settings, visitor, owner, tags, note, version, created_at, updated_at, trashed_at, template_id, life, life_since, life_by, instead
                    FROM windows WHERE enterprise_id = $1 AND code = $2";
    FIND = "SELECT id, enterprise_id, code, name, channel, target, flavour, environment, account_id, key_id, plugin_id, parameters, settings, visitor, owner, tags, note, version, created_at, updated_at, trashed_at, template_id, life, life_since, life_by, instead
            FROM windows WHERE enterprise_id = $1 AND id = $2";
    UNCHECKED = "SELECT id, enterprise_id, code, name, channel, target, flavour, environment, account_id, key_id, plugin_id, parameters, settings, visitor, owner, tags, note, version, created_at, updated_at, trashed_at, template_id, life, life_since, life_by, instead
            FROM windows WHERE enterprise_id = $1 AND trashed_at = 0
            AND id IN (SELECT id FROM unchecked WHERE place = $1 AND noun = 'window' AND id >= $2 AND id <= $3)";
    OF_CHANNEL = "SELECT id, enterprise_id, code, name, channel, target, flavour, environment, account_id, key_id, plugin_id, parameters, settings, visitor, owner, tags, note, version, created_at, updated_at, trashed_at, template_id, life, life_since, life_by, instead
            FROM windows WHERE enterprise_id = $1 AND channel = $2 AND trashed_at = 0 ORDER BY code LIMIT $3";
    LIST = "SELECT id, code, name, channel, target, environment, version, updated_at
            FROM windows WHERE enterprise_id = $1 AND code > $2 AND trashed_at = 0 ORDER BY code LIMIT $3";
    LIST_OF_CHANNEL = "SELECT id, code, name, channel, target, environment, version, updated_at
            FROM windows WHERE enterprise_id = $1 AND channel = $2 AND code > $3 AND trashed_at = 0 ORDER BY code LIMIT $4";
    LIST_OF_ACCOUNT = "SELECT id, code, name, channel, target, environment, version, updated_at
            FROM windows WHERE enterprise_id = $1 AND account_id = $2 AND trashed_at = 0 ORDER BY code LIMIT $3";
    LIST_OF_KEY = "SELECT id, code, name, channel, target, environment, version, updated_at
            FROM windows WHERE enterprise_id = $1 AND key_id = $2 AND trashed_at = 0 ORDER BY code LIMIT $3";
    LIST_OF_PLUGIN = "SELECT id, code, name, channel, target, environment, version, updated_at
            FROM windows WHERE enterprise_id = $1 AND plugin_id = $2 AND trashed_at = 0 ORDER BY code LIMIT $3";
    LIST_OF_TEMPLATE = "SELECT id, code, name, channel, target, environment, version, updated_at
            FROM windows WHERE enterprise_id = $1 AND template_id = $2 AND trashed_at = 0 ORDER BY code LIMIT $3";
    NAMING = "SELECT w.id, w.code, w.name, w.channel, w.target, w.environment, w.version, w.updated_at
            FROM uses u CROSS JOIN windows w WHERE u.of_noun = $2 AND u.of_id = $3 AND u.noun = 'window' AND w.id = u.id AND w.enterprise_id = $1
            ORDER BY w.code LIMIT $4";
    PAIR = "UPDATE windows SET counterpart = $3 WHERE enterprise_id = $1 AND id = $2";
    COUNTERPART = "SELECT counterpart FROM windows WHERE enterprise_id = $1 AND id = $2 AND counterpart <> ''";
    ANY = "SELECT code FROM windows WHERE enterprise_id = $1 AND trashed_at = 0 ORDER BY code LIMIT 1";
    CODES = "SELECT code FROM windows WHERE enterprise_id = $1";
}

/// What a list shows of a window; its options are not loaded.
#[derive(Clone, Debug, FromRow)]
pub struct Line {
    pub id: String,
    pub code: String,
    pub name: String,
    pub channel: String,
    pub target: String,
    pub environment: String,
    pub version: i64,
    pub updated_at: i64,
}

#[derive(FromRow)]
struct Row {
    id: String,
    enterprise_id: String,
    code: String,
    name: String,
    channel: String,
    target: String,
    flavour: String,
    environment: String,
    account_id: Option<String>,
    key_id: Option<String>,
    plugin_id: Option<String>,
    parameters: String,
    settings: String,
    visitor: String,
    owner: String,
    tags: String,
    note: String,
    version: i64,
    created_at: i64,
    updated_at: i64,
    trashed_at: i64,
    template_id: Option<String>,
    life: String,
    life_since: i64,
    life_by: String,
    instead: String,
}

impl TryFrom<Row> for Window {
    type Error = Error;

    fn try_from(row: Row) -> Result<Window> {
        let wrong = |column| inconsistent("windows", column, &row.id);
        let content = Content {
            environment: Environment::from_name(&row.environment)
                .ok_or_else(|| wrong("environment"))?,
            account: reference::<AccountId>(row.account_id.as_deref())
                .map_err(|()| wrong("account_id"))?,
            key: reference::<KeyId>(row.key_id.as_deref()).map_err(|()| wrong("key_id"))?,
            plugin: reference::<PluginId>(row.plugin_id.as_deref())
                .map_err(|()| wrong("plugin_id"))?,
            template: reference::<LeaveTemplateId>(row.template_id.as_deref())
                .map_err(|()| wrong("template_id"))?,
            parameters: values(&row.parameters).map_err(|()| wrong("parameters"))?,
            window: values(&row.settings).map_err(|()| wrong("settings"))?,
            visitor: values(&row.visitor).map_err(|()| wrong("visitor"))?,
            name: row.name,
            target: row.target,
            flavour: row.flavour,
        };
        let life = Life {
            stage: Stage::from_name(&row.life).ok_or_else(|| wrong("life"))?,
            since: row.life_since,
            by: row.life_by,
            instead: row.instead,
        };
        Ok(Window {
            life,
            id: WindowId::from_str(&row.id).map_err(|_| inconsistent("windows", "id", &row.id))?,
            enterprise: EnterpriseId::from_str(&row.enterprise_id)
                .map_err(|_| inconsistent("windows", "enterprise_id", &row.id))?,
            code: row.code,
            channel: row.channel,
            content,
            meta: Meta { owner: row.owner, tags: Meta::parse_tags(&row.tags), note: row.note },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            trashed_at: trashed(row.trashed_at),
        })
    }
}

fn reference<Id: FromStr>(text: Option<&str>) -> std::result::Result<Option<Id>, ()> {
    text.map(|text| text.parse().map_err(|_| ())).transpose()
}

fn values(text: &str) -> std::result::Result<Map<String, Value>, ()> {
    serde_json::from_str(text).map_err(|_| ())
}

fn json(values: &Map<String, Value>) -> Result<String> {
    serde_json::to_string(values).map_err(Error::broken)
}

pub async fn insert(write: &mut Write<'_>, new: &Window) -> Result<()> {
    let content = &new.content;
    sql!(
        execute write, INSERT,
        new.id.to_string(),
        new.enterprise.to_string(),
        new.code.clone(),
        content.name.clone(),
        new.channel.clone(),
        content.target.clone(),
        content.flavour.clone(),
        content.environment.name(),
        content.account.map(|id| id.to_string()),
        content.key.map(|id| id.to_string()),
        content.plugin.map(|id| id.to_string()),
        json(&content.parameters)?,
        json(&content.window)?,
        json(&content.visitor)?,
        new.meta.owner.clone(),
        new.meta.tags_text(),
        new.meta.note.clone(),
        new.version,
        new.created_at,
        new.updated_at,
        content.template.map(|id| id.to_string()),
    )?;
    cards::put(write, new).await
}

pub async fn update(write: &mut Write<'_>, new: &Window, seen: i64) -> Result<()> {
    let content = &new.content;
    let touched = sql!(
        execute write, UPDATE,
        new.enterprise.to_string(),
        new.id.to_string(),
        seen,
        content.name.clone(),
        content.target.clone(),
        content.flavour.clone(),
        content.environment.name(),
        content.account.map(|id| id.to_string()),
        content.key.map(|id| id.to_string()),
        content.plugin.map(|id| id.to_string()),
        json(&content.parameters)?,
        json(&content.window)?,
        json(&content.visitor)?,
        new.meta.owner.clone(),
        new.meta.tags_text(),
        new.meta.note.clone(),
        new.version,
        new.updated_at,
        new.trashed_at.unwrap_or(0),
        content.template.map(|id| id.to_string()),
    )?;
    if touched == 1 { cards::put(write, new).await } else { Err(Error::conflict()) }
}

/// Keeps where it stands now; `seen` is when it was last moved, as far as that person knew.
pub async fn turn(write: &mut Write<'_>, new: &Window, seen: i64) -> Result<()> {
    let life = &new.life;
    let touched = sql!(
        execute write, TURN,
        new.enterprise.to_string(),
        new.id.to_string(),
        new.version,
        seen,
        life.stage.name(),
        life.since,
        life.by.clone(),
        life.instead.clone(),
        new.updated_at,
    )?;
    if touched == 1 { cards::put(write, new).await } else { Err(Error::conflict()) }
}

pub async fn find_by_code(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    code: &str,
) -> Result<Option<Window>> {
    sql!(fetch_optional Row; source, FIND_BY_CODE, enterprise.to_string(), code.to_owned())?
        .map(Window::try_from)
        .transpose()
}

pub async fn find(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    id: WindowId,
) -> Result<Option<Window>> {
    sql!(fetch_optional Row; source, FIND, enterprise.to_string(), id.to_string())?
        .map(Window::try_from)
        .transpose()
}

/// The windows that wait to be examined between two ids.
pub async fn unchecked(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    (first, last): (&str, &str),
) -> Result<Vec<Window>> {
    let (place, first, last) = (enterprise.to_string(), first.to_owned(), last.to_owned());
    let rows = sql!(fetch_all Row; source, UNCHECKED, place, first, last)?;
    rows.into_iter().map(Window::try_from).collect()
}

/// The first windows of a channel by code, whole.
pub async fn of_channel(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    channel: &str,
    most: usize,
) -> Result<Vec<Window>> {
    let (place, most) = (enterprise.to_string(), i64::try_from(most).unwrap_or(i64::MAX));
    let rows = sql!(fetch_all Row; source, OF_CHANNEL, place, channel.to_owned(), most)?;
    rows.into_iter().map(Window::try_from).collect()
}

/// The id of the window that stands for it in the other environment, where somebody said so.
pub async fn counterpart(source: &mut impl Source, window: &Window) -> Result<Option<String>> {
    let (place, id) = (window.enterprise.to_string(), window.id.to_string());
    Ok(sql!(fetch_optional (String,); source, COUNTERPART, place, id)?.map(|row| row.0))
}

/// Remembers that two windows stand for each other, so that nobody has to look for it again.
pub async fn pair(write: &mut Write<'_>, one: &Window, other: &Window) -> Result<()> {
    for (window, with) in [(one, other), (other, one)] {
        let (place, id) = (window.enterprise.to_string(), window.id.to_string());
        sql!(execute write, PAIR, place, id, with.id.to_string())?;
    }
    Ok(())
}

/// Every code that is taken, those in the trash among them; for enterprises that are small by nature.
pub async fn codes(source: &mut impl Source, enterprise: EnterpriseId) -> Result<Vec<String>> {
    let rows = sql!(fetch_all (String,); source, CODES, enterprise.to_string())?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// One page by code, of one channel or of all.
pub async fn list(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    channel: Option<&str>,
    after: &str,
) -> Result<Page<Line>> {
    let (enterprise, after) = (enterprise.to_string(), after.to_owned());
    let rows = match channel {
        None => sql!(fetch_all Line; source, LIST, enterprise, after, PAGE + 1)?,
        Some(channel) => {
            sql!(fetch_all Line; source, LIST_OF_CHANNEL, enterprise, channel.to_owned(), after, PAGE + 1)?
        }
    };
    Ok(Page::cut(rows, |line| line.code.clone()))
}

/// What a window can refer to, for the where-used lists.
#[derive(Clone, Copy, Debug)]
pub enum Used {
    Account(AccountId),
    Key(KeyId),
    Plugin(PluginId),
    Template(LeaveTemplateId),
}

/// The windows that refer to an object: at most one page of them.
pub async fn using(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    used: Used,
) -> Result<Vec<Line>> {
    let enterprise = enterprise.to_string();
    match used {
        Used::Account(id) => {
            sql!(fetch_all Line; source, LIST_OF_ACCOUNT, enterprise, id.to_string(), PAGE)
        }
        Used::Key(id) => {
            sql!(fetch_all Line; source, LIST_OF_KEY, enterprise, id.to_string(), PAGE)
        }
        Used::Plugin(id) => {
            sql!(fetch_all Line; source, LIST_OF_PLUGIN, enterprise, id.to_string(), PAGE)
        }
        Used::Template(id) => {
            sql!(fetch_all Line; source, LIST_OF_TEMPLATE, enterprise, id.to_string(), PAGE)
        }
    }
}

/// The windows whose values name a field, by any of its words: a page for each word.
pub async fn naming(source: &mut impl Source, field: &VipField) -> Result<Vec<Line>> {
    let mut found: Vec<Line> = Vec::new();
    for (noun, word) in field.card().names {
        let enterprise = field.enterprise.to_string();
        let rows = sql!(fetch_all Line; source, NAMING, enterprise, noun, word, PAGE)?;
        for line in rows {
            if !found.iter().any(|known| known.id == line.id) {
                found.push(line);
            }
        }
    }
    found.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(found)
}

/// The code of some window, to tell an empty enterprise from one at work.
pub async fn any(source: &mut impl Source, enterprise: EnterpriseId) -> Result<Option<String>> {
    Ok(sql!(fetch_optional (String,); source, ANY, enterprise.to_string())?.map(|row| row.0))
}
