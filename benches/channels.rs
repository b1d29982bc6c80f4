//! How long the pure work of a request takes: `cargo bench`. Numbers, not verdicts: no test depends
//! on them.
#![expect(clippy::expect_used, reason = "a measurement without its input means nothing")]

use divan::{Bencher, black_box};
use jieru::channels::{self, Ambient, Channel, Deployment, Scheme};
use serde_json::Value;

const NOW: i64 = 1_767_225_600;

fn main() {
    divan::main();
}

/// The script component with a value for every parameter that it takes.
const LARGEST: &str = include_str!("../tests/channels/fixtures/sobot-largest.json");

fn largest() -> (&'static dyn Channel, Deployment) {
    let input: Value = serde_json::from_str(LARGEST).expect("JSON");
    channels::read(input.as_object().expect("an object")).expect("a deployment")
}

#[divan::bench]
fn render(bencher: Bencher<'_, '_>) {
    let ambient = Ambient::at(NOW);
    let (channel, deployment) = largest();
    let rendered = channel.render(&deployment, &ambient);
    assert!(!rendered.is_refused(), "{:?}", rendered.diagnostics);
    bencher.bench(|| channel.render(black_box(&deployment), &ambient));
}

/// The same from its text, as the command line has it.
#[divan::bench]
fn render_from_json(bencher: Bencher<'_, '_>) {
    let ambient = Ambient::at(NOW);
    bencher.bench(|| channels::render(black_box(LARGEST), &ambient));
}

/// A page of 100 kB with the largest component in it, and one of nothing but text.
#[divan::bench(args = ["component", "text"])]
fn inspect(bencher: Bencher<'_, '_>, what: &str) {
    let (channel, deployment) = largest();
    let rendered = channel.render(&deployment, &Ambient::at(NOW));
    let snippet = match what {
        "component" => rendered.artifacts.first().map_or("", |artifact| artifact.content.as_str()),
        _ => "",
    };
    let filler = "<p class=\"lead\">商城 &amp; 客服</p>\n".repeat(2_000);
    let page = format!("<!DOCTYPE html><html><body>{filler}{snippet}</body></html>");
    bencher.bench(|| channels::inspect::inspect(black_box(&page)));
}

#[divan::bench]
fn preview(bencher: Bencher<'_, '_>) {
    let (channel, deployment) = largest();
    bencher.bench(|| channel.preview(black_box(&deployment), &<_>::default()));
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
