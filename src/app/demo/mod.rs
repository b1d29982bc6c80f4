//! The demo: one example of everything, and four people with one password. A demo of an earlier
//! version gets the examples that it does not have yet; what people changed stays.

mod aged;
mod asked;
mod customers;
mod discarded;
mod handed;
mod house;
mod invited;
mod released;
mod reviewed;
mod rotation;
mod ruled;
mod stock;
mod switched;

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use crate::access::Passwords;
use crate::clock::random;
use crate::domain::{
    Act, Change, Enterprise, EnterpriseId, Log, Meta, Person, PersonId, enterprise,
};
use crate::error::{Error, Result};
use crate::rights::{Grant, Grants, ManagePeople, Origin, Permit, Place, Role};
use crate::secret::Secret;
use crate::store::{Db, Write, enterprises, people, switches};
use crate::vault::Vault;
use aged::Aged;
use handed::Handed;
use house::House;
use released::Released;
use ruled::Ruled;
use stock::{Kept, Stock};
use switched::Switched;

const SLUG: &str = "demo";

const PEOPLE: &[(&str, &str, Role)] = &[
    ("owner", "陈静", Role::Owner),
    ("admin", "王芳", Role::Admin),
    ("developer", "李强", Role::Developer),
    ("auditor", "赵敏", Role::Auditor),
];

/// Fills an empty demo, and makes the password of its people the one that is printed.
pub async fn prepare(
    db: &Db,
    vault: &Vault,
    passwords: &Passwords,
    directory: &Path,
) -> Result<Secret> {
    let password = password(directory)?;
    let permit = Grants::system("demo", Origin::default())
        .permit::<ManagePeople>(Place::Installation)
        .map_err(|_| Error::broken("the system may do everything"))?;
    if db.has_people().await? {
        renew_passwords(db, passwords, &permit, &password).await?;
        complete(db, vault, &permit).await?;
    } else {
        fill(db, vault, passwords, &permit, &password).await?;
    }
    asked::complete(db, &permit).await?;
    invited::complete(db, &permit).await?;
    let enterprise = enterprises::find_by_slug(&mut db.read().await?, SLUG).await?;
    if let Some(enterprise) = enterprise.filter(|found| found.trashed_at.is_none()) {
        reviewed::complete(db, &permit, enterprise.id).await?;
    }
    Ok(password)
}

/// The kept password, the one from the environment, or a new one.
fn password(directory: &Path) -> Result<Secret> {
    let file = directory.join("demo-password");
    let kept = fs::read_to_string(&file)
        .ok()
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    let given = std::env::var("JIERU_DEMO_PASSWORD").ok().filter(|text| !text.is_empty());
    let password = given.or_else(|| kept.clone()).map_or_else(new_password, Ok)?;
    if kept.as_deref() != Some(&password) {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(&file).and_then(|mut file| writeln!(file, "{password}"));
        written.map_err(Error::broken)?;
    }
    Ok(Secret::new(password))
}

fn new_password() -> Result<String> {
    let bytes: [u8; 9] = random()?;
    Ok(base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, bytes))
}

fn email(local: &str) -> String {
    format!("{local}@demo.example")
}

async fn renew_passwords(
    db: &Db,
    passwords: &Passwords,
    permit: &Permit<ManagePeople>,
    password: &Secret,
) -> Result<()> {
    for (local, ..) in PEOPLE {
        let mut read = db.read().await?;
        let Some(person) = people::find_by_email(&mut read, &email(local)).await? else { continue };
        let stored = people::password(&mut read, person.id).await?;
        drop(read);
        if passwords.verify(password.clone(), Some(stored)).await? {
            continue;
        }
        let hash = passwords.hash(password.clone()).await?;
        let (now, change) = (db.clock().now(), person.password_reset());
        let write = async |write: &mut Write<'_>| {
            people::set_password(write, person.id, hash.clone(), now).await?;
            Ok(change.clone().into())
        };
        db.write(permit, write).await?;
    }
    Ok(())
}

/// Everything in one transaction: a demo is whole or not there.
async fn fill(
    db: &Db,
    vault: &Vault,
    passwords: &Passwords,
    permit: &Permit<ManagePeople>,
    password: &Secret,
) -> Result<()> {
    let now = db.clock().now();
    let draft = enterprise::Draft { name: "深圳示例科技".to_owned(), meta: meta("王芳") };
    let id = EnterpriseId(db.clock().id());
    let (enterprise, founded) = Enterprise::create(id, SLUG.to_owned(), draft, now);
    let stock = Stock::plan(db.clock(), vault, id, Kept::default())?;
    let house = House::empty(id).complete(db.clock());
    let released = Released::plan(db.clock(), &stock, &house.defaults, &[]);
    let handed = Handed::plan(db.clock(), &stock, None)?;
    let switched = Switched::plan(db.clock(), &stock, &[]);
    let aged = Aged::plan(db.clock(), &stock, None);
    let mut staff = Vec::new();
    for (local, name, role) in PEOPLE {
        let (person, change) =
            Person::create(PersonId(db.clock().id()), email(local), (*name).to_owned(), now);
        staff.push((person, change, *role, passwords.hash(password.clone()).await?));
    }
    let admin = staff.iter().find(|(_, _, role, _)| *role == Role::Admin);
    let by = admin.map(|(person, ..)| (person.id.to_string(), person.name.clone()));
    let ruled = Ruled::plan(db.clock(), id, by);
    let write = async |write: &mut Write<'_>| {
        enterprises::insert(write, &enterprise).await?;
        stock.write(write).await?;
        house.write(write).await?;
        released.write(write).await?;
        handed.write(write).await?;
        switched.write(write).await?;
        aged.write(write).await?;
        ruled.write(write).await?;
        let changes = stock.changes.iter().chain(house.changes()).chain(released.changes());
        let changes = changes.chain(&handed.changes).chain(switched.changes());
        let changes = changes.chain(aged.changes()).chain(ruled.changes()).cloned();
        let mut act = changes.fold(Act::new(founded.clone()), Act::and);
        for (person, change, role, hash) in &staff {
            people::insert(write, person, hash.clone()).await?;
            act = act.and(change.clone());
            for grant in grants(*role, id) {
                people::give(write, person.id, grant, now).await?;
                act = act.and(given(person, grant));
            }
        }
        Ok(act)
    };
    db.write(permit, write).await
}

/// Adds the examples that an earlier version did not know, once and together. A window is known by
/// its code, which never changes; what refers to it, and what people made of it, is left alone.
async fn complete(db: &Db, vault: &Vault, permit: &Permit<ManagePeople>) -> Result<()> {
    let mut read = db.read().await?;
    let Some(enterprise) = enterprises::find_by_slug(&mut read, SLUG).await? else { return Ok(()) };
    let kept = Kept::load(&mut read, enterprise.id).await?;
    let waiting = released::waiting(&mut read, enterprise.id).await?;
    let young = aged::waiting(&mut read, enterprise.id).await?;
    let kept_back = handed::waiting(&mut read, enterprise.id).await?;
    let house = House::load(&mut read, enterprise.id).await?.complete(db.clock());
    let known = switches::all(&mut read, enterprise.id).await?;
    let silent = ruled::waiting(&mut read, enterprise.id).await?;
    let admin = people::find_by_email(&mut read, &email("admin")).await?.filter(|_| silent);
    drop(read);
    let by = admin.map(|person| (person.id.to_string(), person.name));
    let ruled = Ruled::plan(db.clock(), enterprise.id, by);
    let stock = Stock::plan(db.clock(), vault, enterprise.id, kept)?;
    let released = Released::plan(db.clock(), &stock, &house.defaults, &waiting);
    let handed = Handed::plan(db.clock(), &stock, kept_back.as_ref())?;
    let switched = Switched::plan(db.clock(), &stock, &known);
    let aged = Aged::plan(db.clock(), &stock, young.as_ref());
    let changes = stock.changes.iter().chain(house.changes()).chain(released.changes());
    let changes = changes.chain(&handed.changes).chain(switched.changes());
    let mut changes = changes.chain(aged.changes()).chain(ruled.changes()).cloned();
    let Some(first) = changes.next() else { return Ok(()) };
    let act = changes.fold(Act::new(first), Act::and);
    let write = async |write: &mut Write<'_>| {
        stock.write(write).await?;
        house.write(write).await?;
        released.write(write).await?;
        handed.write(write).await?;
        switched.write(write).await?;
        aged.write(write).await?;
        ruled.write(write).await?;
        Ok(act.clone())
    };
    db.write(permit, write).await
}

fn meta(owner: &str) -> Meta {
    Meta { owner: owner.to_owned(), tags: vec!["demo".to_owned()], note: String::new() }
}

/// Everybody works in the demo enterprise; the owner also owns the installation.
fn grants(role: Role, enterprise: EnterpriseId) -> Vec<Grant> {
    let mut grants = vec![Grant::of(Place::Enterprise(enterprise), role)];
    if role == Role::Owner {
        grants.push(Grant::of(Place::Installation, role));
    }
    grants
}

fn given(person: &Person, grant: Grant) -> Change {
    let log = match grant.place {
        Place::Installation => Log::Installation,
        Place::Enterprise(id) | Place::Window { enterprise: id, .. } => Log::Enterprise(id),
    };
    let fields = vec![("role".to_owned(), Some(grant.role.name().to_owned()))];
    Change::creation(log, "grant.given", "grant", person.id, fields).detail("name", &person.name)
}
