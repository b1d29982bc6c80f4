//! Power cuts. A killed process loses nothing that it has written, because the system still has it; a
//! missing sync shows only when the power goes. So the server's system calls are recorded while clients
//! save, and the disk is put together as a cut at some moment would leave it: what was synced, and of what
//! was written since, nothing, everything, or any sectors of 512 bytes in any combination. Opened again, it
//! must have every save whose answer had begun to leave by then, and nothing half written.
//!
//! It proves that the portal and SQLite sync what they must before they answer, and that SQLite recovers
//! from torn and reordered writes. It takes the disk at its word where it says that something is synced, and
//! takes for granted that the names of the files last. PostgreSQL's own syncs are its own tests' business.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::{
    Dice,
    saving::{Site, whole},
    syscalls::{Event, can_follow, events, followed},
    times, wrapped,
};
use crate::{
    cli::{at, run},
    support::{TestDb, probe::Probe},
};

const FILES: [&str; 2] = ["jieru.db", "jieru.db-wal"];
const SECTOR: usize = 512;
const SAVERS: usize = 4;

/// What lasts of each file, and what was written since its last sync.
#[derive(Clone)]
struct Disk<'a> {
    lasting: [Vec<u8>; 2],
    pending: Vec<(usize, &'a Event)>,
}

/// What becomes of what was not synced.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Lost,
    Kept,
    Torn,
}

impl<'a> Disk<'a> {
    fn of(folder: &Path) -> Self {
        let lasting = FILES.map(|name| fs::read(folder.join(name)).unwrap_or_default());
        Disk { lasting, pending: Vec::new() }
    }

    fn step(&mut self, number: usize, event: &'a Event) {
        match event {
            Event::Write { .. } | Event::Resize { .. } => self.pending.push((number, event)),
            Event::Sync { file, before } => {
                let lasts = |(number, event): &(usize, &Event)| {
                    *number < *before && file_of(event) == Some(*file)
                };
                let (synced, rest): (Vec<_>, Vec<_>) = self.pending.drain(..).partition(lasts);
                self.pending = rest;
                for (_, event) in synced {
                    apply(&mut self.lasting, event, |_| true);
                }
            }
            Event::Told(_) => {}
        }
    }

    /// The files as they are found after a cut.
    fn cut(&self, fate: Fate, dice: &mut Dice) -> [Vec<u8>; 2] {
        let mut found = self.lasting.clone();
        for (_, event) in &self.pending {
            apply(&mut found, event, |_| match fate {
                Fate::Lost => false,
                Fate::Kept => true,
                Fate::Torn => dice.coin(),
            });
        }
        found
    }
}

fn file_of(event: &Event) -> Option<usize> {
    match event {
        Event::Write { file, .. } | Event::Resize { file, .. } | Event::Sync { file, .. } => {
            Some(*file)
        }
        Event::Told(_) => None,
    }
}

/// Does to the files what the event did, as far as each sector is wanted.
fn apply(files: &mut [Vec<u8>; 2], event: &Event, mut wanted: impl FnMut(usize) -> bool) {
    match event {
        Event::Write { file, at, bytes } => {
            let mut from = 0;
            while from < bytes.len() {
                let start = at + from;
                let length = (SECTOR - start % SECTOR).min(bytes.len() - from);
                if wanted(start / SECTOR) {
                    let content = &mut files[*file];
                    content.resize(content.len().max(start + length), 0);
                    content[start..start + length].copy_from_slice(&bytes[from..from + length]);
                }
                from += length;
            }
        }
        Event::Resize { file, length } if wanted(length / SECTOR) => {
            files[*file].resize(*length, 0);
        }
        _ => {}
    }
}

/// Opens what a cut has left; the ids of the plugins that are there.
async fn found(files: [Vec<u8>; 2], verified: bool) -> BTreeSet<String> {
    let folder = TempDir::with_prefix("jieru-test-").expect("a folder");
    for (name, content) in FILES.iter().zip(files) {
        fs::write(folder.path().join(name), content).expect("a file");
    }
    let url = format!("sqlite:{}", folder.path().join(FILES[0]).display());
    let ids = whole(&Probe::open(&url).await).await.into_keys().collect();
    if verified {
        run(at(folder.path(), &url, &["history", "verify"])).done();
    }
    ids
}

/// Strace writes the end of its trace after everybody whom it follows is gone.
async fn finished(trace: &Path) {
    let deadline = Instant::now() + Duration::from_secs(20);
    let mut known = None;
    loop {
        let length = fs::metadata(trace).expect("a trace").len();
        if known == Some(length) {
            return;
        }
        known = Some(length);
        assert!(Instant::now() < deadline, "the trace still grows");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

/// Saves under the eyes of strace; what was done to the disk, and what it was before.
async fn recorded(site: &mut Site, round: usize, trace: &Path) -> Vec<Event> {
    let command = wrapped(&followed(trace), &site.command());
    let served = site.serve_by(command);
    let load = Duration::from_secs(u64::try_from(times(2, 10)).expect("seconds"));
    site.save_while(&format!("c{round}"), async {
        tokio::time::sleep(load).await;
        drop(served);
    })
    .await;
    finished(trace).await;
    events(trace, FILES)
}

fn told(events: &[Event]) -> BTreeSet<String> {
    let id = |event: &Event| match event {
        Event::Told(id) => Some(id.clone()),
        _ => None,
    };
    events.iter().filter_map(id).collect()
}

/// When the power goes, in order, and what becomes of what was not synced.
fn moments(events: &[Event], dice: &mut Dice) -> Vec<(usize, Fate)> {
    let is_told = |at: &usize| matches!(events[*at], Event::Told(_));
    let told: Vec<usize> = (0..events.len()).filter(is_told).collect();
    let mut moments: Vec<(usize, Fate)> = (0..times(50, 10))
        .map(|cut| match cut % 4 {
            // The sharpest moment: an answer leaves, and everything unsynced is lost.
            0 | 1 => (told[dice.index(told.len())], Fate::Lost),
            2 => (dice.index(events.len()), Fate::Torn),
            _ => (dice.index(events.len()), Fate::Kept),
        })
        .collect();
    moments.sort_by_key(|(at, _)| *at);
    moments
}

#[tokio::test]
async fn what_was_acknowledged_before_a_power_cut_is_there_and_nothing_is_half_written() {
    if !can_follow() {
        return;
    }
    let mut site = Site::new(TestDb::sqlite(), SAVERS).await;
    let (mut dice, mut saved, mut cuts) = (Dice::thrown(), 0, 0);
    for round in 0..times(1, 30) {
        let trace = TempDir::with_prefix("jieru-test-").expect("a folder");
        let before = Disk::of(site.db.dir.path());
        let events = recorded(&mut site, round, &trace.path().join("trace")).await;
        let acknowledged = told(&events);
        assert!(acknowledged.len() > 10, "only {} saves", acknowledged.len());
        saved += acknowledged.len();
        let moments = moments(&events, &mut dice);
        let (mut disk, mut done) = (before.clone(), 0);
        for (number, (at, fate)) in moments.into_iter().enumerate() {
            for (number, event) in events.iter().enumerate().take(at + 1).skip(done) {
                disk.step(number, event);
            }
            done = at + 1;
            let there = found(disk.cut(fate, &mut dice), number % 10 == 0).await;
            let lost: Vec<_> = told(&events[..=at]).difference(&there).cloned().collect();
            assert!(lost.is_empty(), "cut after event {at}, {fate:?}: lost {lost:?}");
            cuts += 1;
        }
        // Were nothing ever synced, this would find it.
        let mut careless = before;
        for (number, event) in events.iter().enumerate() {
            if !matches!(event, Event::Sync { .. }) {
                careless.step(number, event);
            }
        }
        let there = found(careless.cut(Fate::Lost, &mut dice), false).await;
        assert!(told(&events).intersection(&there).next().is_none(), "a missing sync is found");
        // Serving it once more writes back what lies in the write-ahead log, for the next round.
        assert_eq!(site.serve().stop().code, Some(0));
    }
    println!("{cuts} power cuts: {saved} saves acknowledged, none lost");
    site.verify_whole().await;
}
