//! From a text to entries: everything is read once, every channel is asked, rules look, places are named.

use crate::channels::inspect::draft::{Draft, Found, Rule};
use crate::channels::inspect::judge::{self, Judged};
use crate::channels::inspect::lines::Lines;
use crate::channels::inspect::parts::Copies;
use crate::channels::inspect::passage::{Edit, HOLE, Span, apply};
use crate::channels::inspect::script::Script;
use crate::channels::inspect::source::Source;
use crate::channels::inspect::{Entry, Finding, Inspection, Known, LONGEST, rules};
use crate::channels::{ALL, Channel, Severity, Values};
use crate::text::Message;

/// Entries and findings beyond these are not listed: nobody reads them, and they cost memory.
pub const MOST_ENTRIES: usize = 200;
const MOST_FINDINGS: usize = 200;
/// A correction can make another mistake visible; that one is corrected as well, so many times.
const ROUNDS: usize = 4;
/// All corrected copies together, in bytes.
const COPIES: usize = 4 * LONGEST;

/// Everything about one text.
pub fn inspect(text: &str, known: &dyn Known) -> Inspection {
    if text.len() > LONGEST {
        return too_long(text.len());
    }
    let Looked { entries: mut inspection, edits, faults } = look(text, known);
    let corrected = settle(text, edits, (recognised(&inspection), faults));
    let mut room = COPIES;
    for (entry, touched) in &mut inspection {
        let copy = corrected.as_ref().filter(|copy| *touched && copy.len() <= room);
        room -= copy.map_or(0, String::len);
        entry.corrected = copy.cloned();
    }
    Inspection { entries: inspection.into_iter().map(|(entry, _)| entry).collect() }
}

/// What was found in a text.
struct Looked {
    /// Entries with their findings, and whether they have corrections.
    entries: Vec<(Entry, bool)>,
    edits: Vec<Edit>,
    /// Brackets and strings of its scripts that nothing closes.
    faults: usize,
}

fn recognised(entries: &[(Entry, bool)]) -> usize {
    entries.iter().filter(|(entry, _)| entry.channel.is_some()).count()
}

/// Corrects until nothing is left to correct, so that correcting twice changes nothing. A text that
/// reads worse than before, with fewer entries or more faults, is no correction.
fn settle(text: &str, edits: Vec<Edit>, before: (usize, usize)) -> Option<String> {
    if edits.is_empty() {
        return None;
    }
    let mut corrected = apply(text, &edits);
    for _ in 0..ROUNDS {
        if corrected.len() > LONGEST {
            return None;
        }
        let again = look(&corrected, &super::Nothing);
        if recognised(&again.entries) < before.0 || again.faults > before.1 {
            return None;
        }
        if again.edits.is_empty() {
            return (corrected != text).then_some(corrected);
        }
        corrected = apply(&corrected, &again.edits);
    }
    None
}

/// Entries with their findings, and all corrections.
fn look(text: &str, known: &dyn Known) -> Looked {
    let lines = Lines::new(text);
    let copies = Copies::of(text);
    let mut sources = copies.as_ref().map_or_else(|| vec![Source::read(text)], Copies::read);
    for source in &mut sources {
        source.now = known.now();
    }
    let (drafts, firsts) = recognise(&sources);
    let mut judged: Vec<(Entry, Vec<Judged>)> = drafts
        .iter()
        .map(|(source, channel, draft)| examine(*channel, draft, source, known))
        .collect();
    let recognised = !judged.is_empty();
    for (source, first) in sources.iter().zip(firsts) {
        let whole = rules::whole(source, recognised);
        if whole.is_empty() {
            continue;
        }
        let last = judged.len().saturating_sub(1);
        match judged.get_mut(first.min(last)) {
            Some((_, list)) => list.extend(whole),
            None => judged.push((Entry::unknown(), whole)),
        }
    }
    let mut edits = Vec::new();
    let mut entries = Vec::new();
    for (mut entry, list) in judged {
        let list = presentable(list);
        let own = list.iter().flat_map(|one| one.found.edits.iter().cloned());
        let before = edits.len();
        edits.extend(own);
        entry.findings = findings(&lines, list);
        entries.push((entry, edits.len() > before));
    }
    let faults = sources.iter().flat_map(|source| &source.scripts).map(Script::faults).sum();
    Looked { entries, edits, faults }
}

/// What stands in which source and belongs to whom.
type Recognised<'s, 't> = (&'s Source<'t>, &'static dyn Channel, Draft);

/// The drafts of every source, and for each source the index of its first.
fn recognise<'s, 't>(sources: &'s [Source<'t>]) -> (Vec<Recognised<'s, 't>>, Vec<usize>) {
    let mut drafts: Vec<Recognised<'s, 't>> = Vec::new();
    let mut firsts = Vec::with_capacity(sources.len());
    for source in sources {
        firsts.push(drafts.len());
        for channel in ALL.iter().copied() {
            let room = MOST_ENTRIES - drafts.len().min(MOST_ENTRIES);
            let found = channel.recognise(source).into_iter().take(room);
            drafts.extend(found.map(|draft| (source, channel, draft)));
        }
    }
    for channel in ALL {
        let own = drafts.iter_mut().filter(|(_, owner, _)| owner.id() == channel.id());
        let mut own: Vec<&mut Draft> = own.map(|(.., draft)| draft).collect();
        channel.relate(&mut own);
    }
    (drafts, firsts)
}

fn examine(
    channel: &dyn Channel,
    draft: &Draft,
    source: &Source<'_>,
    known: &dyn Known,
) -> (Entry, Vec<Judged>) {
    let (values, mut list) = judge::judge(channel, draft);
    for rule in channel.inspection_rules() {
        list.extend((rule.look)(draft, source).into_iter().map(|found| by(rule, found)));
    }
    list.extend(
        channel
            .borrowed_findings(draft)
            .into_iter()
            .filter_map(|one| judge::borrowed(channel, draft, one)),
    );
    list.extend(rules::entry(draft, source));
    let signature = draft.signed.as_ref().and_then(|signed| known.compare(signed));
    let entry = Entry {
        channel: Some(channel.id()),
        kind: draft.kind,
        values,
        findings: Vec::new(),
        corrected: None,
        signature,
    };
    (entry, list)
}

/// What a rule found, under its name.
fn by(rule: &Rule, found: Found) -> Judged {
    Judged { id: rule.id.to_owned(), severity: rule.severity, found }
}

/// Nobody reads what stands for an expression, and nobody is told that JSON which is encoded twice is
/// no JSON either.
fn presentable(list: Vec<Judged>) -> Vec<Judged> {
    let hidden = |text: &Option<String>| text.as_ref().is_some_and(|text| text.contains(HOLE));
    let twice = |one: &&Judged| one.id == "link.double-encoded";
    let twice: Vec<_> = list.iter().filter(twice).map(|one| one.found.parameter.clone()).collect();
    let kept = list.into_iter().filter(|one| {
        let same = one.id.ends_with(".value-not-allowed") && twice.contains(&one.found.parameter);
        !same && !hidden(&one.found.parameter)
    });
    let shown = kept.map(|mut one| {
        let found = &mut one.found;
        found.correction = found.correction.take().filter(|text| !text.contains(HOLE));
        found.edits.retain(|edit| !edit.text.contains(HOLE));
        found.message.zh = found.message.zh.replace(HOLE, "…");
        found.message.en = found.message.en.replace(HOLE, "…");
        one
    });
    shown.collect()
}

/// In the order of the text; the same finding at the same place once.
fn findings(lines: &Lines<'_>, mut list: Vec<Judged>) -> Vec<Finding> {
    list.sort_by_key(|one| one.found.at.unwrap_or(Span { start: usize::MAX, end: 0 }).start);
    let mut findings: Vec<Finding> = Vec::new();
    for Judged { id, severity, found } in list.into_iter().take(MOST_FINDINGS) {
        let at = found.at.map(|span| lines.at(span.start));
        let Found { parameter, message, correction, .. } = found;
        let same =
            |other: &Finding| other.id == id && other.parameter == parameter && other.at == at;
        if !findings.iter().any(same) {
            findings.push(Finding { id, severity, parameter, at, message, correction });
        }
    }
    findings
}

fn too_long(length: usize) -> Inspection {
    let message = Message::new(
        format!(
            "内容有 {length} 字节，超过 {LONGEST} 字节（2 MiB），没有检查；请只粘贴与接入有关的部分"
        ),
        format!(
            "The text has {length} bytes, more than {LONGEST} (2 MiB), and was not looked at; paste only what belongs to the integration"
        ),
    );
    Inspection::refused("inspect.too-long", message)
}

impl Inspection {
    /// What is said of a text that nobody looked at: whoever reads JSON gets an answer as well.
    pub fn refused(id: &str, message: Message) -> Self {
        let finding = Finding {
            id: id.to_owned(),
            severity: Severity::Error,
            parameter: None,
            at: None,
            message,
            correction: None,
        };
        Inspection { entries: vec![Entry { findings: vec![finding], ..Entry::unknown() }] }
    }
}

impl Entry {
    /// A text that no channel knows.
    fn unknown() -> Self {
        Entry {
            channel: None,
            kind: "unknown",
            values: Values::new(),
            findings: Vec::new(),
            corrected: None,
            signature: None,
        }
    }
}
