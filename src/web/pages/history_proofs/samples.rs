//! Samples of the pages that prove the history: before a check, while it runs, intact, broken, failed.

use super::proofs::{Proof, ProofsPage, Wanted};
use super::runs::State;
use super::verifications::{Earlier, Shown, VerificationsPage};
use crate::ledger::{Checkpoint, Fault, Hash, Reason, Signer, Verdict};
use crate::secret::SecretBytes;
use crate::store::ledger::{Kept, Progress, Report, Verified};
use crate::text::text;
use crate::web::moment::moment;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{PageError, Ui};

pub const PAGES: &[Page] = &[Page::of::<ProofsPage>(), Page::of::<VerificationsPage>()];

fn signer() -> Signer {
    Signer::new("0197e5a4", &SecretBytes::new([7; 32]))
}

fn kept() -> Kept {
    let (size, root) = (18_204, Hash::of_nothing());
    let note = signer().sign(&Checkpoint::of("0197e5a4", "e/demo", size, root));
    Kept { size, root, note, at: things::NOW }
}

impl Sample for ProofsPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let key = signer().verifier().text();
        let (log, hash) = ("e/demo".to_owned(), Hash::of_nothing());
        let checkpoint = kept().note;
        let inclusion = Proof::Inclusion {
            log: log.clone(),
            seq: 7,
            leaf_hash: hash,
            size: 18_204,
            root: hash,
            proof: vec![hash; 14],
            checkpoint: checkpoint.clone(),
            key: key.clone(),
        };
        let consistency = Proof::Consistency {
            log,
            from: 7,
            from_root: hash,
            to: 18_204,
            to_root: hash,
            proof: vec![hash; 14],
            checkpoint,
            key: key.clone(),
        };
        let mut wrong = ui.clone();
        let told = text("应为 0 至 6 的整数", "Give a whole number from 0 to 6").into();
        wrong.errors = vec![PageError { field: Some("seq".to_owned()), label: None, text: told }];
        let page = |ui: &Ui, proof: Option<Proof>, seq: String, trouble: bool| ProofsPage {
            ui: ui.clone(),
            base: "/e/demo/history".to_owned(),
            name: "e/demo".to_owned(),
            newest: kept(),
            at: moment(things::NOW),
            key: key.clone(),
            file: trouble.then(|| "/var/lib/checkpoints.txt".to_owned()),
            trouble: trouble.then(|| words.line()),
            wanted: Wanted { seq, ..Wanted::default() },
            proof,
        };
        vec![
            page(&ui, None, String::new(), false),
            page(&ui, Some(inclusion), "7".to_owned(), true),
            page(&ui, Some(consistency), String::new(), false),
            page(&wrong, None, words.line(), false),
        ]
    }
}

impl Sample for VerificationsPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let verdict = |log: &str, fault| Verdict {
            log: log.to_owned(),
            size: 18_204,
            root: Hash::of_nothing(),
            fault,
            key: None,
        };
        let report = |fault: Option<Fault>| Report {
            ok: fault.is_none(),
            logs: vec![verdict("installation", None), verdict("e/demo", fault)],
        };
        let progress = Progress { log: "e/demo".to_owned(), done: 4_096, size: 18_204 };
        let page = |state: Option<State>, all: bool| VerificationsPage {
            ui: ui.clone(),
            base: if all { "/history" } else { "/e/demo/history" }.to_owned(),
            all,
            run: state.map(|state| Shown {
                who: words.line(),
                started: moment(things::NOW),
                state,
            }),
            earlier: if all { earlier(words) } else { Vec::new() },
            checkpoint: words.lines(),
        };
        vec![
            page(None, false),
            page(Some(State::Running(progress)), true),
            page(Some(State::Done(report(None))), true),
            page(Some(State::Done(report(Some(Fault::at(5, Reason::Changed))))), true),
            page(Some(State::Done(report(Some(Fault::among(5, 9, Reason::Given(9)))))), false),
            page(Some(State::Failed), false),
        ]
    }
}

fn earlier(words: Words) -> Vec<Earlier> {
    let broken = [("result", "broken"), ("broken", "e/demo"), ("first_broken", "5")];
    let told = |details: &[(&str, &str)]| Earlier {
        at: moment(things::NOW),
        told: Verified::sample(words.line(), details),
    };
    vec![told(&[("result", "intact"), ("entries", "18204"), ("given", "1")]), told(&broken)]
}
