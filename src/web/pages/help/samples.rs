//! Samples of the help pages: every channel whole, after a search, and after one that found nothing.

use super::channel::{ChannelPage, page};
use super::{COMMANDS, ChannelsPage, IndexPage, WORDS, card, made};
use crate::channels;
use crate::web::sample::{Page, Sample, Words};
use crate::web::ui::Ui;

pub const PAGES: &[Page] =
    &[Page::of::<IndexPage>(), Page::of::<ChannelsPage>(), Page::of::<ChannelPage>()];

impl Sample for IndexPage {
    fn samples(ui: Ui, _: Words) -> Vec<Self> {
        let cards = channels::ALL.iter().map(|channel| card(*channel)).collect();
        vec![IndexPage { ui, cards, words: WORDS, commands: COMMANDS }]
    }
}

impl Sample for ChannelsPage {
    fn samples(ui: Ui, _: Words) -> Vec<Self> {
        let all = |channel: &'static dyn channels::Channel| {
            channel.targets().iter().map(|target| made(channel, target)).collect()
        };
        let channels = channels::ALL.iter().map(|channel| (*channel, all(*channel))).collect();
        vec![ChannelsPage { ui, channels }]
    }
}

impl Sample for ChannelPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let searches = [String::new(), "color".to_owned(), words.line()];
        let pages = channels::ALL
            .iter()
            .flat_map(|channel| searches.clone().map(|wanted| page(ui.clone(), *channel, wanted)));
        pages.collect()
    }
}
