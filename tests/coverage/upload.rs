//! The one form that brings a file. Its file stands among the fields in hexadecimal digits, so that it is
//! sent, spoilt and sent twice like every other field; whatever else stands there is sent as it is.

use std::fs;

use jieru::{
    store::backup,
    vault::{MasterKey, StreamKey},
};

use super::filled::{Filled, unique};
use crate::support::{
    app::config,
    client::{BOUNDARY, parts},
    world::World,
};

pub const PATH: &str = "/settings/backup/checks";
const ROOT: &str = "root@portal.example";

/// A whole backup for whoever may have it checked; others are refused before their file is read.
pub async fn fields(
    world: &World,
    pattern: &str,
    email: &str,
) -> Option<Vec<(&'static str, String)>> {
    if pattern != PATH {
        return None;
    }
    let file = if email == ROOT { made(world).await } else { b"no backup".to_vec() };
    Some(vec![("backup", file.iter().map(|byte| format!("{byte:02x}")).collect())])
}

/// A backup of this world that its history does not tell of.
pub async fn made(world: &World) -> Vec<u8> {
    let master = MasterKey::read(&config(&world.app.db).master_key_file).expect("a file");
    sealed(world, &master.expect("a master key")).await
}

/// The same, sealed with whichever master key.
pub async fn sealed(world: &World, master: &MasterKey) -> Vec<u8> {
    let key = StreamKey::of(master).expect("a key");
    let path = world.app.db.dir.path().join(format!("made-{}.backup", unique()));
    let file = fs::File::options().read(true).write(true).create_new(true).open(&path);
    let made = backup::make(&world.store, file.expect("a file"), async |_| Ok(key.clone())).await;
    made.expect("a backup");
    let bytes = fs::read(&path).expect("a file");
    fs::remove_file(&path).expect("removed");
    bytes
}

/// What a form of this path is sent as.
pub fn kind(path: &str) -> String {
    if path == PATH {
        format!("multipart/form-data; boundary={BOUNDARY}")
    } else {
        "application/x-www-form-urlencoded".to_owned()
    }
}

/// The fields with their file as it is.
pub fn plain(call: &Filled) -> Vec<(String, Vec<u8>)> {
    let plain = |value: &str| bytes(value).unwrap_or_else(|| value.as_bytes().to_vec());
    call.fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect()
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let whole = digits.len() > 64 && digits.len().is_multiple_of(2) && digits.is_ascii();
    let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    if whole { (0..digits.len()).step_by(2).map(byte).collect() } else { None }
}

/// The body with this token or with none; its file is not looked at.
pub fn body(call: &Filled, token: Option<&str>) -> String {
    let mut all: Vec<(&str, &[u8])> = Vec::new();
    if let Some(token) = token {
        all.push(("csrf_token", token.as_bytes()));
    }
    all.extend(call.fields.iter().map(|(name, _)| (name.as_str(), b"no backup".as_slice())));
    String::from_utf8(parts(&all)).expect("a text")
}
