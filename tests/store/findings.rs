//! What the doctor's pages read among ten thousand objects: a walk along an index, whoever asks.

use jieru::{
    domain::{
        Window,
        finding::{Finding, Grade, Kind},
    },
    store::{
        checkups::{self, Outcome},
        findings, statements,
    },
    text::Message,
};

use super::{
    opened,
    registry::{explained, fill},
    stored_enterprise,
};
use crate::support::{both, probe::Probe};

/// Three findings of each object, of three grades and kinds; each object examined once and, as after an
/// upgrade, waiting to be examined again.
async fn examined(probe: &Probe) {
    for (number, rank, kind) in [(1, 105, "wrong"), (2, 205, "idle"), (3, 305, "unreleased")] {
        let findings = format!(
            "INSERT INTO findings (place, noun, id, number, rank, kind, parameter, said_zh, said_en)
             SELECT place, noun, id, {number}, {rank}, '{kind}', 'color', '字', 'word' FROM cards"
        );
        probe.execute(&findings).await;
    }
    let checkups = "INSERT INTO checkups (place, noun, id, rules, checked_at, due_at)
         SELECT place, noun, id, 'now', updated_at, 9000000000000 + updated_at FROM cards";
    for table in ["checkups", "unchecked"] {
        probe.execute(&format!("DELETE FROM {table}")).await;
    }
    probe.execute(checkups).await;
    let waiting = "INSERT INTO unchecked (place, noun, id, by_id, by_version)
         SELECT place, noun, id, 'rules', 0 FROM cards";
    probe.execute(waiting).await;
    let gather = if matches!(probe, Probe::Sqlite(_)) { "ANALYZE" } else { "VACUUM ANALYZE" };
    probe.execute(gather).await;
}

both! {
    async fn an_examiner_who_was_slower_overwrites_nothing(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let place = stored_enterprise(store, "alpha").await.id.to_string();
        let now = store.clock().now();
        let notes = checkups::waiting(&mut store.read().await.unwrap(), &place, now, 9).await.unwrap();
        let of = notes.first().expect("a note").clone();
        let outcome = |found: &str| Outcome {
            noun: of.noun.clone(),
            id: of.id.clone(),
            notes: notes.iter().filter(|note| (&note.noun, &note.id) == (&of.noun, &of.id)).cloned().collect(),
            found: Some(vec![Finding::new(Kind::Doubtful, Grade::Warning, Message::name(found))]),
            due_at: now + 1_000,
        };
        let said = async || {
            let page = findings::page(&mut store.read().await.unwrap(), &place, (None, None, &[]), |_| true, None).await;
            page.unwrap().0.into_iter().map(|found| found.finding.said.zh).collect::<Vec<_>>()
        };
        store.keep_outcomes(&place, "rules", &[outcome("faster")]).await.unwrap();
        store.keep_outcomes(&place, "rules", &[outcome("slower")]).await.unwrap();
        assert_eq!(said().await, ["faster"]);
        // The same where nobody saved anything and it was due by its time.
        Probe::open(&db.url).await.execute("UPDATE checkups SET due_at = 0").await;
        let due = checkups::waiting(&mut store.read().await.unwrap(), &place, now, 9).await.unwrap();
        let due = |found: &str| Outcome {
            notes: due.iter().filter(|note| (&note.noun, &note.id) == (&of.noun, &of.id)).cloned().collect(),
            ..outcome(found)
        };
        store.keep_outcomes(&place, "rules", &[due("today")]).await.unwrap();
        store.keep_outcomes(&place, "rules", &[due("late")]).await.unwrap();
        assert_eq!(said().await, ["today"]);
    }

    async fn the_doctor_among_ten_thousand_objects_walks_along_its_indexes(db: TestDb) {
        let opened = opened(&db).await;
        let place = stored_enterprise(&opened.db, "large").await.id.to_string();
        opened.db.close().await;
        let probe = Probe::open(&db.url).await;
        fill(&probe, &place, Window::NOUN).await;
        examined(&probe).await;
        let id = "01935000-0000-7000-8000-000000005000";
        let asked = [
            // A page of all findings, and of those of one kind.
            ("findings", "(f.rank, f.id, f.number) >", vec![place.as_str(), "0", "400", "205", id, "2", "51", "idle", "no-factor", "unreviewed", "token-unused"]),
            // The worst of everything that somebody sees.
            ("findings", "f.rank <= $1", vec!["199", "9", id]),
            // What waits, and what is due.
            ("checkups", "FROM unchecked WHERE place = $1 ORDER BY", vec![place.as_str(), "200"]),
            ("checkups", "WHERE place = $1 AND due_at <= $2", vec![place.as_str(), "5", "200"]),
        ];
        let mut seen = 0;
        for (module, part, values) in asked {
            let mine = statements().into_iter().filter(|(of, text)| *of == module && text.contains(part));
            for (_, text) in mine {
                let mut text = text.to_owned();
                for (at, value) in values.iter().enumerate().rev() {
                    let number = value.parse::<i64>().is_ok();
                    let value = if number { (*value).to_owned() } else { format!("'{value}'") };
                    text = text.replace(&format!("${}", at + 1), &value);
                }
                let plan = explained(&probe, &text).await + "\n";
                let tables = [("findings", "f"), ("cards", "c"), ("checkups", "checkups"), ("unchecked", "unchecked")];
                for (table, rows) in tables {
                    let scanned = [format!("Seq Scan on {table}"), format!("SCAN {rows}\n"), format!("SCAN {rows} ")];
                    assert!(!scanned.iter().any(|scan| plan.contains(scan)), "{text}\n{plan}");
                }
                seen += 1;
            }
        }
        assert_eq!(seen, 6, "every statement that a page or the examiner asks again and again");
    }
}
