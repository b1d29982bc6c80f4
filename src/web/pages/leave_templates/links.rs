//! What a template makes: the address of its page for every account, the drawing, and which variant
//! serves which language.

use crate::channels::preview::{Conditions, Preview};
use crate::channels::{Ambient, Channel, Deployment, Target};
use crate::domain::leave_template::serving;
use crate::domain::{Account, LeaveTemplate};
use crate::error::Result;
use crate::store::shelves::all;
use crate::store::{Read, Trashed, leave_templates};
use crate::text::{Message, Text};

use super::fields;

/// More accounts than this are not listed on the page of one template.
const MOST: usize = 20;

pub struct Links {
    pub accounts: Vec<OfAccount>,
    pub preview: Option<Preview>,
    pub languages: Vec<Language>,
}

/// The address for one account, or why there is none.
pub struct OfAccount {
    pub name: String,
    pub href: String,
    pub link: Option<String>,
    pub wrong: Vec<Message>,
}

/// Who serves a language.
pub struct Language {
    pub raw: &'static str,
    pub label: Text,
    pub name: String,
    pub href: String,
    /// Its own variant, not another one in its place.
    pub own: bool,
}

impl Links {
    pub async fn load(read: &mut Read, template: &LeaveTemplate, base: &str) -> Result<Self> {
        let enterprise = template.enterprise;
        let accounts: Vec<Account> = all(read, enterprise, Trashed::LeftOut).await?;
        let mut variants =
            leave_templates::variants(read, enterprise, &template.settings.templateid).await?;
        variants.retain(|one| one.trashed_at.is_none());
        Ok(Links::of(template, &accounts, &variants, base))
    }

    pub fn of(
        template: &LeaveTemplate,
        accounts: &[Account],
        variants: &[LeaveTemplate],
        base: &str,
    ) -> Self {
        let languages = languages(variants, base);
        let Some((channel, target)) = fields::leave_page() else {
            return Links { accounts: Vec::new(), preview: None, languages };
        };
        let mine = accounts.iter().filter(|account| account.channel == channel.id()).take(MOST);
        let mine: Vec<&Account> = mine.collect();
        let first = mine.first().map(|account| deployment(template, account, target));
        Links {
            preview: first.map(|deployment| channel.preview(&deployment, &Conditions::default())),
            accounts: mine
                .into_iter()
                .map(|account| of_account(channel, target, template, account, base))
                .collect(),
            languages,
        }
    }
}

fn of_account(
    channel: &dyn Channel,
    target: &Target,
    template: &LeaveTemplate,
    account: &Account,
    base: &str,
) -> OfAccount {
    let rendered = channel.render(&deployment(template, account, target), &Ambient::at(0));
    let errors = rendered.diagnostics.iter().filter(|finding| finding.is_error());
    OfAccount {
        name: account.name.clone(),
        href: format!("{base}/accounts/{}", account.id),
        wrong: errors.map(|finding| finding.message.clone()).collect(),
        link: rendered.links.into_iter().next().map(|link| link.url),
    }
}

fn deployment(template: &LeaveTemplate, account: &Account, target: &Target) -> Deployment {
    let (window, parameters) = fields::values(&template.settings);
    let values = account.values.iter();
    Deployment {
        target: target.id.to_owned(),
        flavour: "native".to_owned(),
        account: values.map(|(name, value)| (name.clone(), value.clone().into())).collect(),
        window,
        parameters,
        ..Deployment::default()
    }
}

fn languages(variants: &[LeaveTemplate], base: &str) -> Vec<Language> {
    let order: Vec<&str> = fields::languages().map(|(raw, _)| raw).collect();
    let served = fields::languages().filter_map(|(raw, label)| {
        let by = serving(variants, raw, &order)?;
        Some(Language {
            raw,
            label,
            name: by.settings.name.clone(),
            href: format!("{base}/leave-templates/{}", by.id),
            own: by.settings.locale == raw,
        })
    });
    served.collect()
}
