//! `jieru user add|disable|reset-password|second-factor`. Passwords come from standard input or a prompt, never
//! from arguments, where everybody on the machine could read them.

use std::io::{BufRead, IsTerminal};

use clap::{Args, Subcommand};
use zeroize::Zeroizing;

use super::print_text;
use super::settings::{Network, Place, config};
use crate::access::{Passwords, password_rules};
use crate::app::{self, Opened};
use crate::domain::access_request::LEFT;
use crate::domain::names::{forbidden_character, forbidden_message};
use crate::domain::person::parse_email;
use crate::domain::{Act, Change, Log, Person, PersonId, second_factor};
use crate::error::{Error, Kind, Result};
use crate::rights::{Grant, Grants, ManagePeople, Origin, Permit, Role};
use crate::secret::Secret;
use crate::store::installation::{self, Setup};
use crate::store::{
    Write, access_requests, enterprises, invitations, password_rules as rules, people,
    second_factors, tokens,
};
use crate::text::{Message, text};

#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a person with a role.
    Add(Add),
    /// Disable a person; all sessions end, the name stays in the history.
    Disable(Who),
    /// Set a new password; all sessions of the person end.
    #[command(visible_alias = "password")]
    ResetPassword(Reset),
    /// Remove the second factor of somebody who lost it; all sessions of the person end.
    SecondFactor(Lost),
}

#[derive(Debug, Args)]
pub struct Add {
    #[arg(long)]
    email: String,
    #[arg(long)]
    name: String,
    #[arg(long, value_parser = ["owner", "admin", "developer", "auditor"])]
    role: String,
    /// Slug of the enterprise that the role is for; without it: the whole installation.
    #[arg(long)]
    enterprise: Option<String>,
    /// Read the password from standard input instead of a prompt.
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
pub struct Who {
    #[arg(long)]
    email: String,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
pub struct Reset {
    #[arg(long)]
    email: String,
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
pub struct Lost {
    #[arg(long)]
    email: String,
    /// Say that it is to be removed, with the recovery codes.
    #[arg(long)]
    remove: bool,
    #[command(flatten)]
    place: Place,
}

impl User {
    pub async fn run(self) -> Result<()> {
        match self {
            User::Add(add) => add.run().await,
            User::Disable(who) => who.run().await,
            User::ResetPassword(reset) => reset.run().await,
            User::SecondFactor(lost) => lost.run().await,
        }
    }
}

async fn open(place: &Place) -> Result<(Opened, Permit<ManagePeople>)> {
    let opened = app::open(&config(place, &Network::default(), false)?).await?;
    let permit = Grants::system("command line", Origin::default())
        .permit(crate::rights::Place::Installation)
        .map_err(|_| Error::broken("the system may do everything"))?;
    Ok((opened, permit))
}

fn email_of(typed: &str) -> Result<String> {
    parse_email(typed).ok_or_else(|| {
        Error::refused(Message::new(
            format!("“{typed}”不是邮箱地址"),
            format!("“{typed}” is not an e-mail address"),
        ))
    })
}

async fn find(opened: &Opened, typed: &str) -> Result<Person> {
    let email = email_of(typed)?;
    people::find_by_email(&mut opened.db.read().await?, &email).await?.ok_or_else(|| {
        Error::refused(Message::new(
            format!("没有邮箱为 {email} 的成员"),
            format!("Nobody has the e-mail address {email}"),
        ))
    })
}

impl Add {
    async fn run(self) -> Result<()> {
        let email = email_of(&self.email)?;
        let role = Role::from_name(&self.role).ok_or_else(|| {
            Error::refused(text(
                "角色应为 owner、admin、developer 或 auditor",
                "The role must be owner, admin, developer or auditor",
            ))
        })?;
        let name = check_name(&self.name)?;
        let secret = read_password(self.password_stdin)?;
        let (opened, permit) = open(&self.place).await?;
        judge(&opened, &secret, &[&email, &name]).await?;
        let (place, log) = self.place_of_role(&opened).await?;
        let hash = hashed(&opened, secret).await?;
        let (clock, first) =
            (opened.db.clock().clone(), opened.installation.setup == Setup::Account);
        let (person, created) =
            Person::create(PersonId(clock.id()), email.clone(), name, clock.now());
        let fields = vec![("role".to_owned(), Some(role.name().to_owned()))];
        let given = Change::creation(log, "grant.given", "grant", person.id, fields)
            .detail("name", &person.name);
        let mut act = Act::new(created).and(given);
        if first {
            // With somebody there, nobody may take the portal through the set-up page any more.
            let id = &opened.installation.id;
            act = act.and(installation::advanced(id, Setup::Account, Setup::Done));
        }
        let write = async |write: &mut Write<'_>| {
            people::insert(write, &person, hash.clone()).await?;
            people::give(write, person.id, Grant::of(place, role), person.created_at).await?;
            if first {
                installation::advance(write, Setup::Account, Setup::Done).await?;
            }
            Ok(act.clone())
        };
        let written = opened.db.write(&permit, write).await;
        opened.db.close().await;
        match written {
            Ok(()) => {
                print_text(&format!("added {email} as {}", role.name()));
                Ok(())
            }
            Err(error) if error.kind() == Kind::Taken => Err(Error::refused(Message::new(
                format!("邮箱 {email} 已属于另一位成员"),
                format!("The e-mail address {email} belongs to somebody already"),
            ))),
            Err(error) => Err(error),
        }
    }
}

impl Add {
    /// Where the role holds, and whose log tells of it.
    async fn place_of_role(&self, opened: &Opened) -> Result<(crate::rights::Place, Log)> {
        let Some(slug) = &self.enterprise else {
            return Ok((crate::rights::Place::Installation, Log::Installation));
        };
        let found = enterprises::find_by_slug(&mut opened.db.read().await?, slug).await?;
        let enterprise = found.ok_or_else(|| {
            Error::refused(Message::new(
                format!("没有标识为 {slug} 的企业"),
                format!("There is no enterprise with the slug {slug}"),
            ))
        })?;
        Ok((crate::rights::Place::Enterprise(enterprise.id), enterprise.log()))
    }
}

/// The rule of this installation counts here, too.
async fn judge(opened: &Opened, secret: &Secret, about: &[&str]) -> Result<()> {
    let rules = rules::find(&mut opened.db.read().await?).await?;
    password_rules::check(&rules, secret, about).map_err(Error::refused)
}

/// At the cost that was chosen for this installation.
async fn hashed(opened: &Opened, secret: Secret) -> Result<String> {
    let passwords = Passwords::start()?;
    passwords.set_cost(rules::cost(&mut opened.db.read().await?).await?.cost);
    passwords.hash(secret).await
}

/// The same rule as for every line of a form.
fn check_name(typed: &str) -> Result<String> {
    let name = typed.trim().to_owned();
    if name.is_empty() || name.chars().count() > 200 {
        return Err(Error::refused(text(
            "请用 --name 给出姓名，最多 200 个字符",
            "Give a name of at most 200 characters with --name",
        )));
    }
    match forbidden_character(&name, false) {
        Some(c) => Err(Error::refused(forbidden_message(c))),
        None => Ok(name),
    }
}

impl Who {
    async fn run(self) -> Result<()> {
        let (opened, permit) = open(&self.place).await?;
        let person = find(&opened, &self.email).await?;
        let now = opened.db.clock().now();
        if let Some((new, change)) = person.deactivate(now) {
            let write = async |write: &mut Write<'_>| {
                people::set_active(write, &new, person.version).await?;
                let act = change.clone().into();
                let act = invitations::close_of(write, &new, act, now).await?;
                let answered = (permit.actor().name.as_str(), LEFT.en);
                access_requests::reject_all_of(write, &new, answered, act, now).await
            };
            opened.db.write(&permit, write).await?;
        }
        opened.db.close().await;
        print_text(&format!("disabled {}", person.email));
        Ok(())
    }
}

impl Reset {
    async fn run(self) -> Result<()> {
        let (opened, permit) = open(&self.place).await?;
        let person = find(&opened, &self.email).await?;
        let secret = read_password(self.password_stdin)?;
        judge(&opened, &secret, &[&person.email, &person.name]).await?;
        let hash = hashed(&opened, secret).await?;
        let (now, change) = (opened.db.clock().now(), person.password_reset());
        let write = async |write: &mut Write<'_>| {
            people::set_password(write, person.id, hash.clone(), now).await?;
            invitations::close_for(write, &person.email, change.clone().into(), now).await
        };
        opened.db.write(&permit, write).await?;
        let open = tokens::open_of(&mut opened.db.read().await?, person.id, now).await?;
        opened.db.close().await;
        let (count, id) = (open.len(), person.id);
        let stay = if open.is_empty() {
            String::new()
        } else {
            format!(
                "\nAPI tokens that stay good: {count}; an owner of the portal revokes them at /people/{id}/tokens"
            )
        };
        print_text(&format!("password of {} reset; all sessions ended{stay}", person.email));
        Ok(())
    }
}

impl Lost {
    async fn run(self) -> Result<()> {
        if !self.remove {
            return Err(Error::refused(text(
                "请加上 --remove 表示移除两步验证",
                "Add --remove to say that the second factor is to be removed",
            )));
        }
        let (opened, permit) = open(&self.place).await?;
        let person = find(&opened, &self.email).await?;
        let write = async |write: &mut Write<'_>| {
            let gone = second_factors::remove(write, person.id).await?;
            people::end_sessions(write, person.id).await?;
            second_factor::removed(&person, &gone).ok_or_else(Error::conflict)
        };
        let written = opened.db.write(&permit, write).await;
        opened.db.close().await;
        match written {
            Ok(()) => {
                let email = &person.email;
                print_text(&format!("second factor of {email} removed; all sessions ended"));
                Ok(())
            }
            Err(error) if error.kind() == Kind::Conflict => Err(Error::refused(Message::new(
                format!("{} 没有两步验证", person.email),
                format!("{} has no second factor", person.email),
            ))),
            Err(error) => Err(error),
        }
    }
}

/// One line of standard input, or what is typed unseen at a prompt.
fn read_password(from_stdin: bool) -> Result<Secret> {
    if from_stdin {
        let mut line = Zeroizing::new(String::new());
        std::io::stdin().lock().read_line(&mut line).map_err(Error::broken)?;
        return Ok(Secret::new(line.trim_end_matches(['\n', '\r'])));
    }
    if !std::io::stdin().is_terminal() {
        return Err(Error::refused(text(
            "请加上 --password-stdin 从标准输入读取密码",
            "Add --password-stdin to read the password from standard input",
        )));
    }
    rpassword::prompt_password("密码 Password: ").map(Secret::new).map_err(Error::broken)
}
