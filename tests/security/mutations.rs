//! What comes from outside, bent a little, thousands of times: nothing panics and everything ends. The
//! same entry points and seeds as the fuzzers in tests/fuzz, which look much longer; here every run is the
//! same.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

#[path = "../fuzz/targets.rs"]
mod targets;

const SEEDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz/seeds");
const ROUNDS: usize = 2_000;
/// Bytes of a bent input.
const LONGEST: usize = 4_096;
/// Far beyond what any of them takes, also in a slow build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// What readers stumble over.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "`",
    "\\",
    "\\u",
    "\\ud83d",
    "<",
    ">",
    "</script>",
    "<!--",
    "-->",
    "{{",
    "}}",
    "${",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "&",
    "&amp;",
    "&#x",
    "%",
    "%2",
    "%ff",
    "%00",
    "+",
    "=",
    "=-1",
    ",",
    ";",
    "\t",
    "\r\n",
    "\n",
    ":",
    "//",
    "/*",
    "*/",
    "#",
    "?",
    "\u{0}",
    "\u{1b}",
    "\u{2028}",
    "\u{202e}",
    "\u{feff}",
    "\u{fffd}",
    "张",
    "😀",
    "é",
    "null",
    "true",
    "-1",
    "0",
    "1e999",
    "9223372036854775808",
    "null,",
    "\"\":",
    "__proto__",
    "eJw",
    "_",
    "*",
];

/// Numbers that are the same in every run (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let thrown = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(thrown).expect("a small number") % most.max(1)
    }
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(SEEDS).join(target);
    let files =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a seed")).collect()
}

fn bent(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(5) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + dice.below(16)).min(bytes.len());
        match dice.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => bytes.truncate(at),
            3 => {
                let again = bytes[at..end].repeat(1 + dice.below(40));
                drop(bytes.splice(at..at, again));
            }
            4 => {
                let other = &seeds[dice.below(seeds.len())];
                let from = dice.below(other.len() + 1);
                drop(bytes.splice(at.., other[from..].iter().copied()));
            }
            _ => {
                let piece = PIECES[dice.below(PIECES.len())].as_bytes();
                drop(bytes.splice(at..at, piece.iter().copied()));
            }
        }
    }
    bytes.truncate(LONGEST);
    bytes
}

/// What reads bytes from outside.
type Target = fn(&[u8]);

fn feed(target: Target, bytes: &[u8]) {
    let begun = Instant::now();
    target(bytes);
    let taken = begun.elapsed();
    let shown: String = String::from_utf8_lossy(bytes).chars().take(200).collect();
    assert!(taken < PATIENCE, "{taken:?} for {} bytes: {shown:?}", bytes.len());
}

fn bend(name: &str, target: fn(&[u8])) {
    let (seeds, mut dice) = (seeds(name), Dice(0x9E37_79B9_7F4A_7C15));
    for seed in &seeds {
        feed(target, seed);
    }
    for round in 0..ROUNDS {
        let mut bytes = bent(&seeds, &mut dice);
        // Half of them stay text, so that they get beyond the first look.
        if round % 2 == 0 {
            bytes = String::from_utf8_lossy(&bytes).into_owned().into_bytes();
        }
        feed(target, &bytes);
    }
}

#[test]
fn the_inspector_survives() {
    bend("inspect", targets::inspect);
}

#[test]
fn the_import_survives() {
    bend("import_csv", targets::import_csv);
}

#[test]
fn the_verifiers_of_signatures_survive() {
    bend("usersig_verify", targets::usersig_verify);
}

#[test]
fn the_reader_of_forms_survives() {
    bend("form_parse", targets::form_parse);
}

#[test]
fn the_generator_survives() {
    bend("render_json", targets::render_json);
}

/// Each seed and each piece over and over, as long as its door lets in (the import a quarter of it: a test
/// build is slow). The inspector has such a test of its own.
#[test]
fn long_inputs_come_to_an_end() {
    let doors: [(&str, Target, usize); 4] = [
        ("import_csv", targets::import_csv, 256 * 1024),
        ("usersig_verify", targets::usersig_verify, 64 * 1024),
        ("form_parse", targets::form_parse, 64 * 1024),
        ("render_json", targets::render_json, 64 * 1024),
    ];
    for (name, target, length) in doors {
        let pieces = PIECES.iter().map(|piece| piece.as_bytes().to_vec());
        for unit in seeds(name).into_iter().chain(pieces) {
            feed(target, &unit.repeat(length / unit.len()));
        }
    }
}

/// A run that is to be repeated by the fuzzers has the same targets and a seed for each.
#[test]
fn every_fuzzer_has_its_seeds() {
    let manifest = fs::read_to_string(Path::new(SEEDS).join("../Cargo.toml")).expect("a manifest");
    let manifest: toml::Table = manifest.parse().expect("a table");
    let bins = manifest["bin"].as_array().expect("fuzzers");
    assert_eq!(bins.len(), 5);
    for bin in bins {
        let name = bin["name"].as_str().expect("a name");
        assert!(!seeds(name).is_empty(), "{name} has no seed");
    }
}
