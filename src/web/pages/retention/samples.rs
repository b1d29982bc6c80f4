//! Samples of the retention page: everything kept, a rule with wishes, a hold, blocks that are gone.

use super::{Held, RetentionPage, Typed, line, outcome, removed, told};
use crate::domain::Log;
use crate::domain::retention::{Block, Proposal, Retention, State, Wish};
use crate::store::retention::Purged;
use crate::web::moment::moment;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<RetentionPage>()];

fn page(ui: Ui, words: Words, rule: &Retention, may_manage: bool) -> RetentionPage {
    let wish = |wish: Wish, state: State, proposer: &str| Proposal {
        id: format!("{}-{proposer}", state.name()),
        log: Log::Installation,
        wish,
        reason: words.line(),
        proposer: proposer.to_owned(),
        proposer_name: words.line(),
        made_at: things::NOW,
        state,
        decider_name: words.line(),
        decided_at: things::NOW,
    };
    let wishes = [
        wish(Wish::Keep(400), State::Open, "me"),
        wish(Wish::Keep(2_557), State::Open, "other"),
        wish(Wish::Lift, State::Approved, "me"),
        wish(Wish::Keep(365), State::Rejected, "other"),
    ];
    let gone = Purged {
        block: Block {
            log: Log::Installation,
            first: 0,
            last: 99,
            until: things::NOW,
            root: "9f".repeat(32),
        },
        made_at: things::NOW,
    };
    let busy = rule.version > 0;
    RetentionPage {
        path: "/e/demo/settings/retention".to_owned(),
        history: "/e/demo/history".to_owned(),
        version: rule.version,
        now: told(rule.days, ui.lang),
        held: rule.is_held().then(|| Held {
            reason: words.line(),
            by: words.line(),
            at: moment(things::NOW),
        }),
        proposals: wishes
            .iter()
            .filter(|_| busy)
            .map(|one| line(one, "me", may_manage, ui.lang))
            .collect(),
        next: outcome(rule, busy.then_some((118, things::NOW)), ui.lang),
        purges: if busy { vec![removed(&gone)] } else { Vec::new() },
        newest: None,
        older: busy.then(|| "/e/demo/settings/retention?cursor=9".to_owned()),
        typed: Typed { reason: if busy { words.line() } else { String::new() }, ..Typed::of(rule) },
        may_manage,
        ui,
    }
}

impl Sample for RetentionPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let none = Retention::none(Log::Installation);
        let rule = Retention { days: 2_557, version: 3, ..none.clone() };
        let held = Retention { hold: "x".to_owned(), ..rule.clone() };
        let wrong = words.refusing(&ui, &["amount"]);
        vec![
            page(ui.clone(), words, &none, true),
            page(ui.clone(), words, &rule, true),
            page(ui.clone(), words, &held, true),
            page(ui, words, &rule, false),
            page(wrong, words, &none, true),
        ]
    }
}

#[test]
fn years_are_days_with_their_leap_days() {
    assert_eq!((super::days_of(1), super::days_of(4), super::days_of(7)), (366, 1_461, 2_557));
    assert_eq!((super::years_of(2_557), super::years_of(400)), (Some(7), None));
}
