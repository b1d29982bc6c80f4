//! Sealing at rest: data keys, the change of the master key cut off at every step, and the upgrade of
//! an installation from before data keys.

use std::fs;

use jieru::{
    app::{
        self, Opened,
        rotation::{Rotated, begin, permit, rotate},
    },
    config::Config,
    domain::Key,
    store::{PAGE, data_keys, keys, rotation::Anew, secrets},
    vault::{Binding, MasterKey, next_file},
};

use super::{opened, stored_enterprise};
use crate::support::{
    TestDb,
    app::config,
    both,
    probe::Probe,
    world::{SECRET, sample_account, sample_key, store_key, system},
};

/// An installation with one key in each of two enterprises.
pub async fn filled(db: &TestDb) -> Vec<Key> {
    let opened = opened(db).await;
    let mut made = Vec::new();
    for slug in ["alpha", "beta"] {
        let enterprise = stored_enterprise(&opened.db, slug).await;
        let (account, first) = sample_account(opened.db.clock(), enterprise.id, "账号", 0);
        let (key, second) = sample_key(&opened, &account, 0);
        let work = async |write: &mut jieru::store::Write<'_>| {
            jieru::store::accounts::insert(write, &account).await?;
            store_key(write, &opened.vault, &key).await?;
            Ok(jieru::domain::Act::new(first.clone()).and(second.clone()))
        };
        opened.db.write(&system(), work).await.expect("a stored key");
        made.push(key);
    }
    opened.db.close().await;
    made
}

/// Every key opens to its secret and has the fingerprint that it had.
async fn assert_open(opened: &Opened, known: &[Key]) {
    let mut read = opened.db.read().await.expect("a connection");
    for key in known {
        let stored = keys::find(&mut read, key.enterprise, key.id).await.unwrap().expect("a key");
        assert_eq!(stored.fingerprint, key.fingerprint);
        let data = data_keys::find(&mut read, &opened.vault, key.enterprise).await;
        let data = data.expect("a data key that opens").expect("a data key");
        let sealed = secrets::sealed(&mut read, &stored, 1).await.unwrap().expect("sealed bytes");
        let secret = data.open(&sealed, Binding::of_secret(&key.id.to_string(), 1));
        assert_eq!(secret.expect("it opens").expose(), SECRET);
        let again = opened
            .vault
            .fingerprint(&jieru::secret::Secret::new(SECRET), &key.enterprise.to_string());
        assert_eq!(again.expect("a fingerprint"), key.fingerprint);
    }
}

pub async fn reopened(config: &Config, known: &[Key]) {
    let opened = app::open(config).await.expect("it opens");
    assert_open(&opened, known).await;
    opened.db.close().await;
}

async fn rotated_events(probe: &Probe) -> usize {
    let text = "SELECT CAST(count(*) AS TEXT) FROM events WHERE action = 'vault.rotated'";
    probe.one(text).await.parse().expect("a number")
}

/// Where a run is cut off: after this many steps.
const STEPS: usize = 4;

async fn cut_off(config: &Config, after: usize) {
    let (_, rotation) = begin(config).await.expect("it begins");
    let next = if after > 0 { Some(rotation.prepare().expect("a next key")) } else { None };
    if after > 1 {
        rotation.keep_old().expect("the old key kept");
    }
    if after > 2 {
        let permit = permit().expect("all rights");
        rotation.rewrap(&next.expect("a next key"), &permit, "").await.expect("re-wrapped");
    }
    if after > 3 {
        rotation.finish().expect("finished");
    }
}

fn names(db: &TestDb) -> Vec<String> {
    let entries = fs::read_dir(db.dir.path()).expect("a folder");
    let name =
        |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    entries.map(name).filter(|name| name.starts_with("master.key")).collect()
}

both! {
    async fn a_new_master_key_changes_no_secret_and_no_fingerprint(db: TestDb) {
        let known = filled(&db).await;
        let (config, probe) = (config(&db), Probe::open(&db.url).await);
        let old = fs::read(&config.master_key_file).expect("the key");
        let sealed = probe.content("key_secrets").await;
        let Rotated::Anew(Anew { keys, kept, .. }) = rotate(&config).await.expect("a new key") else {
            panic!("nothing was interrupted")
        };
        // The installation's own and one for each enterprise.
        assert_eq!(keys, 3);
        assert_eq!(fs::read(kept).expect("the old key"), old);
        assert_ne!(fs::read(&config.master_key_file).expect("the key"), old);
        assert_eq!(probe.content("key_secrets").await, sealed);
        assert_eq!(rotated_events(&probe).await, 1);
        reopened(&config, &known).await;
        fs::write(&config.master_key_file, old).expect("the old key back");
        let refused = app::open(&config).await.err().expect("the old key fits no longer");
        assert!(refused.text().expect("words").en.contains("master key"));
    }

    async fn a_change_of_the_master_key_can_be_cut_off_anywhere(db: TestDb) {
        let known = filled(&db).await;
        let (config, probe) = (config(&db), Probe::open(&db.url).await);
        for after in 0..=STEPS {
            let before = rotated_events(&probe).await;
            cut_off(&config, after).await;
            // A server that starts at this point finds its key.
            if after < 3 {
                reopened(&config, &known).await;
            }
            let ended = rotate(&config).await.expect("it is taken up again");
            let finished = matches!(ended, Rotated::Finished { .. });
            assert_eq!(finished, after == 3, "after {after} steps");
            // After the last step nothing is left of it, and this is another change.
            let changes = if after == STEPS { 2 } else { 1 };
            assert_eq!(rotated_events(&probe).await, before + changes, "after {after} steps");
            assert!(!next_file(&config.master_key_file).exists(), "after {after} steps");
            reopened(&config, &known).await;
        }
        let left = |name: &&String| !name.ends_with("old") && *name != "master.key";
        assert_eq!(names(&db).iter().find(left), None, "nothing else is left over");
    }

    async fn whoever_starts_after_the_database_went_over_puts_the_next_key_into_its_place(db: TestDb) {
        let known = filled(&db).await;
        let config = config(&db);
        cut_off(&config, 3).await;
        assert!(next_file(&config.master_key_file).exists());
        reopened(&config, &known).await;
        assert!(!next_file(&config.master_key_file).exists());
    }

    async fn a_server_that_runs_meanwhile_finds_the_new_master_key(db: TestDb) {
        let known = filled(&db).await;
        let running = opened(&db).await;
        rotate(&config(&db)).await.expect("a new key");
        assert_open(&running, &known).await;
        // What it makes from now on is under the new key.
        let enterprise = stored_enterprise(&running.db, "gamma").await;
        let (account, first) = sample_account(running.db.clock(), enterprise.id, "账号", 0);
        let (key, second) = sample_key(&running, &account, 0);
        let work = async |write: &mut jieru::store::Write<'_>| {
            jieru::store::accounts::insert(write, &account).await?;
            store_key(write, &running.vault, &key).await?;
            Ok(jieru::domain::Act::new(first.clone()).and(second.clone()))
        };
        running.db.write(&system(), work).await.expect("a stored key");
        running.db.close().await;
        reopened(&config(&db), &[known, vec![key]].concat()).await;
    }

    async fn the_keys_of_many_enterprises_are_listed_page_by_page(db: TestDb) {
        let opened = opened(&db).await;
        let count = usize::try_from(PAGE).expect("a number") + 3;
        for number in 0..count {
            let enterprise = stored_enterprise(&opened.db, &format!("e-{number:03}")).await;
            let (_, change) = sample_account(opened.db.clock(), enterprise.id, "账号", 0);
            let work = async |write: &mut jieru::store::Write<'_>| {
                data_keys::of(write, &opened.vault, enterprise.id, 0).await?;
                Ok(change.clone().into())
            };
            opened.db.write(&system(), work).await.expect("a data key");
        }
        let name = opened.vault.master_id().expect("a name");
        let mut read = opened.db.read().await.expect("a connection");
        let first = data_keys::page(&mut read, "").await.expect("a page");
        let rest = data_keys::page(&mut read, &first.next.expect("more")).await.expect("a page");
        assert_eq!((first.items.len(), rest.items.len(), rest.next), (count - 3, 3, None));
        let listed = first.items.iter().chain(&rest.items);
        assert!(listed.clone().all(|line| line.master == name));
        let slugs: std::collections::BTreeSet<&str> = listed.map(|line| line.slug.as_str()).collect();
        assert_eq!(slugs.len(), count);
        assert_eq!(data_keys::count(&mut read).await.expect("a number"), PAGE + 4);
    }

    async fn nonsense_is_refused_before_anything_is_changed(db: TestDb) {
        let empty = rotate(&config(&db)).await.expect_err("nothing is there");
        assert!(empty.text().expect("words").en.contains("no portal"));
        assert!(!config(&db).master_key_file.exists(), "and nothing is made");
        let known = filled(&db).await;
        let config = config(&db);
        let next = next_file(&config.master_key_file);
        fs::copy(&config.master_key_file, &next).expect("a copy");
        let same = rotate(&config).await.expect_err("the same key");
        assert!(same.text().expect("words").en.contains("not a new one"));
        fs::write(&next, "half").expect("a damaged file");
        let damaged = rotate(&config).await.expect_err("a damaged key");
        assert!(damaged.text().expect("words").en.contains("damaged"));
        fs::remove_file(&next).expect("removed");
        reopened(&config, &known).await;
    }

    async fn an_installation_from_before_data_keys_is_upgraded_once(db: TestDb) {
        let known = filled(&db).await;
        let (config, probe) = (config(&db), Probe::open(&db.url).await);
        let known = into_early(&config, &probe, known).await;
        reopened(&config, &known).await;
        let state = probe.snapshot().await;
        reopened(&config, &known).await;
        assert_eq!(probe.snapshot().await, state, "the second start changes nothing");
        let told = "SELECT CAST(count(*) AS TEXT) FROM events WHERE action = 'vault.upgraded'";
        assert_eq!(probe.one(told).await, "1");
        let left = "SELECT CAST(count(*) AS TEXT) FROM key_secrets WHERE sealing = 'master'";
        assert_eq!(probe.one(left).await, "0");
    }
}

/// Puts everything back to what the first version wrote: sealed directly under the master key,
/// fingerprints under a key derived from it. Returns the keys with these fingerprints.
async fn into_early(config: &Config, probe: &Probe, known: Vec<Key>) -> Vec<Key> {
    use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
    use hmac::{Hmac, Mac as _};
    use sha2::Sha256;
    let hex = fs::read_to_string(&config.master_key_file).expect("the key");
    let master: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap()).collect();
    let derive = |purpose: &str| -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&master).expect("a key");
        mac.update(format!("jieru/{purpose}").as_bytes());
        mac.finalize().into_bytes().into()
    };
    probe.execute("DELETE FROM data_keys").await;
    probe.execute("UPDATE installation SET master_key = ''").await;
    let cipher = chacha20poly1305::XChaCha20Poly1305::new(&derive("sealing/1").into());
    let old = MasterKey::read(&config.master_key_file).expect("read").expect("present");
    let (vault, _) = jieru::vault::Vault::upgraded(old).expect("a vault");
    let mut early = Vec::new();
    for key in known {
        let (tenant, row) = (key.enterprise.to_string(), key.id.to_string());
        let place = format!("jieru/keys/secret/{}:{tenant}/{}:{row}/1", tenant.len(), row.len());
        let nonce = [9_u8; 24];
        let payload = Payload { msg: SECRET.as_bytes(), aad: place.as_bytes() };
        let body = cipher.encrypt(&nonce.into(), payload).expect("sealed");
        let bytes: String = nonce.iter().chain(&body).map(|byte| format!("{byte:02x}")).collect();
        let blob = match probe {
            Probe::Sqlite(_) => format!("x'{bytes}'"),
            Probe::Postgres(_) => format!("'\\x{bytes}'"),
        };
        let secret = jieru::secret::Secret::new(SECRET);
        let fingerprint = vault.fingerprint(&secret, &tenant).expect("a fingerprint");
        probe
            .execute(&format!(
                "UPDATE key_secrets SET sealed = {blob}, sealing = 'master', fingerprint = '{fingerprint}'
                 WHERE key_id = '{row}'"
            ))
            .await;
        early.push(Key { fingerprint, ..key });
    }
    early
}
