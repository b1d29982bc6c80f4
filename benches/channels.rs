//! How long the pure work of a request takes: `cargo bench`. Numbers, not verdicts: no test depends
//! on them.
#![expect(clippy::expect_used, reason = "a measurement without its input means nothing")]

use divan::{Bencher, black_box};
use jieru::channels::{self, Ambient, Scheme};
use serde_json::Value;

const NOW: i64 = 1_767_225_600;

fn main() {
    divan::main();
}

/// A deployment with one value of nearly every kind.
const LARGE: &str = include_str!("large.json");

#[divan::bench]
fn render(bencher: Bencher<'_, '_>) {
    let ambient = Ambient::at(NOW);
    let rendered = channels::render(LARGE, &ambient);
    assert!(!rendered.is_refused(), "{:?}", rendered.diagnostics);
    bencher.bench(|| channels::render(black_box(LARGE), &ambient));
}

#[divan::bench]
fn preview(bencher: Bencher<'_, '_>) {
    let input: Value = serde_json::from_str(LARGE).expect("JSON");
    let (channel, deployment) =
        channels::read(input.as_object().expect("an object")).expect("a deployment");
    bencher.bench(|| channel.preview(black_box(&deployment)));
}

/// The schema of every channel, as `jieru channels` prints it.
#[divan::bench]
fn schema() -> Value {
    channels::schema()
}

fn schemes() -> impl Iterator<Item = &'static str> {
    channels::schemes().map(Scheme::id)
}

/// Each way to sign, with the demo input of its own samples.
#[divan::bench(args = schemes())]
fn sign(bencher: Bencher<'_, '_>, id: &str) {
    let scheme = channels::scheme(id).expect("a scheme");
    let input = scheme.samples().vector.input;
    let input = input.as_object().expect("an object");
    let ambient = Ambient { now: NOW, seed: [7; 32] };
    bencher.bench(|| scheme.sign(black_box(input), &ambient));
}

/// The slowest answer of a verifier: every known mistake is tried and none fits.
#[divan::bench(args = schemes())]
fn verify_a_wrong_signature(bencher: Bencher<'_, '_>, id: &str) {
    let scheme = channels::scheme(id).expect("a scheme");
    let mut input = scheme.samples().vector.input;
    let fields = input.as_object_mut().expect("an object");
    fields.insert("sign".to_owned(), "0".repeat(32).into());
    fields.insert("user_sig".to_owned(), "eJw_".into());
    let input = &*fields;
    let ambient = Ambient::at(NOW);
    bencher.bench(|| scheme.verify(black_box(input), &ambient));
}
