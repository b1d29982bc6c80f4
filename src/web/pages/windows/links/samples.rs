//! Samples of the page that makes links: before, refused, signed, with the demo key, unsigned.

use super::made::{ShownSignature, seconds};
use super::{
    Channel, Deployment, LinksPage, Purpose, Secret, Target, VendorFields, check, demo_key, forms,
    made, on_this_page, path, patterns, template,
};
use crate::channels::doctor::vendor_switch;
use crate::text::text;
use crate::web::pages::windows::samples::{references, typed};
use crate::web::sample::{Page, Sample, Words, targets, things};
use crate::web::ui::Ui;
use crate::web::vendor_switch::VendorSwitch;

pub const PAGES: &[Page] = &[Page::of::<LinksPage>()];

impl Sample for LinksPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        targets().flat_map(|(channel, target)| states(channel, target, &ui, words)).collect()
    }
}

fn states(
    channel: &'static dyn Channel,
    target: &'static Target,
    ui: &Ui,
    words: Words,
) -> Vec<LinksPage> {
    let page = |deployment: &Deployment, may_sign, tried: bool, made| {
        let mut ui = ui.clone();
        let (found, errors) =
            if tried { check(channel, target, deployment, &[], 0) } else { <_>::default() };
        ui.errors.extend(errors);
        on_this_page(&mut ui.errors, &["v"]);
        let content = typed(channel, target, words, false).content;
        LinksPage {
            ui,
            base: "/e/demo".to_owned(),
            window: things::window(channel, content, words).0,
            channel,
            target,
            purpose: Purpose::Test,
            forms: forms::choices(channel, target, deployment),
            path: path(target, deployment),
            vendor: VendorFields::draw(channel, deployment, target, &found).arranged(&[]),
            switch: vendor_switch(channel)
                .map(|what| VendorSwitch::told(what, None, "/e/demo/accounts/2".into(), may_sign)),
            key: target.key.map(|scheme| things::key(scheme, words).0),
            may_edit: may_sign,
            may_sign,
            made,
        }
    };
    let whole = |wild| {
        let content = typed(channel, target, words, wild).content;
        references(channel, target, words).deployment(&content)
    };
    let mut good = whole(false);
    let visitor = things::written(channel.parameters(), target.id, words);
    good.visitor.extend(visitor.into_iter().filter(|(name, _)| {
        channel.parameters().iter().any(|param| param.name == *name && param.at_run_time())
    }));
    things::accepted(channel, &mut good);
    let make = |key: Option<Secret>, demo| {
        let deployment = Deployment { key, ..good.clone() };
        let rendered = channel.render(&deployment, &crate::channels::Ambient::at(0));
        let mut made = made(channel, &deployment, rendered, demo);
        made.signatures.push(own(words));
        made
    };
    let public = || target.key.map(demo_key);
    let unsigned = LinksPage { key: None, ..page(&good, true, false, Some(make(None, false))) };
    let pattern = {
        let peopled = template::peopled(channel, target, &good, public());
        let rendered = channel.render(&peopled, &crate::channels::Ambient::at(0));
        let made = Some(patterns(channel, &peopled, rendered));
        LinksPage { purpose: Purpose::Production, ..page(&good, true, true, made) }
    };
    vec![
        pattern,
        page(&good, true, false, None),
        page(&whole(true), true, true, None),
        page(&good, true, true, Some(make(public(), false))),
        page(&good, false, true, Some(make(public(), true))),
        unsigned,
    ]
}

/// A signature of a kind that has no link.
fn own(words: Words) -> ShownSignature {
    ShownSignature {
        label: text("签名", "Signature"),
        scheme: "own".to_owned(),
        values: vec![("user_sig".to_owned(), words.line())],
        expires: Some(seconds(1_795_226_400)),
    }
}
