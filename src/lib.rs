//! Jieru 接入: one place to register, preview, sign and audit every customer-service entry point that
//! an enterprise embeds in its sites and mini programs. The README says what it does for whom; this
//! page says how it is built and how we keep it so.
//!
//! # The map
//!
//! Imports point down only. A module that is not in this table may not exist;
//! `tests/architecture.rs` reads every path that the code names and says who broke it.
//!
//! | layer | module | what it is | may name |
//! |---|---|---|---|
//! | 0 | [`clock`] | the only source of now, ids and entropy | `secret`, `text`, `error`, in no circle |
//! | 0 | [`config`] | the settings of one server, typed | the same |
//! | 0 | [`error`] | the one error: kinds and words, no HTTP | the same |
//! | 0 | [`secret`] | what must never be printed or serialised | the same |
//! | 0 | [`text`] | texts in both languages | the same |
//! | 1 | [`domain`] | nouns and verbs; a verb returns the new state and its `Change` | 0 |
//! | 1 | [`ledger`] | the history as a Merkle log: canonical JSON, tree, proofs, signed checkpoints | 0 |
//! | 1 | [`rights`] | roles, permissions, `Grants`, `Permit<P>` | 0, ids of `domain` |
//! | 2 | [`catalog`] | vendor parameters as tables, and the readers of these tables | 0–1 |
//! | 3 | [`channels`] | one folder per vendor: parameters, code, links, signatures, preview | 0–2 |
//! | 3 | [`vault`] | seals and opens secrets; master key, fingerprints, form tokens | 0–2 |
//! | 4 | [`store`] | SQLite and PostgreSQL, one file per noun, history, sessions | 0–1, `vault` |
//! | 5 | [`access`] | passwords, second factors, throttles, sessions, who is behind a request | 0–1, `vault`, `store` |
//! | 6 | [`web`] | the route table, scopes, forms, pages | 0–5 |
//! | 6 | [`jobs`] | what runs by itself | 0–5 |
//! | 7 | [`app`] | the only place where parts are wired; opens an installation; the demo | all |
//! | 7 | [`cli`] | one file per command; where settings come from | all |
//!
//! Some crates stay behind a door: only `store` names sqlx, only `web` (and `channels`) askama,
//! only `app`, `web` and `access` the actix crates. `text`, `secret`, `domain`, `rights`, `ledger`,
//! `catalog` and `channels` are pure: no files, no network, no environment, no threads. What they need,
//! such as the time or an opened key, is handed to them.
//!
//! # One request
//!
//! ```text
//! POST /e/demo/windows/wecom-order
//!   web::guard      request id, host check, security headers, the page for every error
//!   web::routes     one row: method, path, handler, who may enter, what it records
//!   web::scope      Scoped<Window, EditWindows>: session, enterprise of the path, window, permit
//!   web::form       Posted<…>: from our own pages, with token, within limits, nothing unknown
//!   domain          window.edit(draft, now) → Some((Window, Change)), or None when nothing changed
//!   store           db.write(&permit, …): rows and act in one transaction, then 303
//! ```
//!
//! # Three proofs
//!
//! 1. **No permit, no write.** A [`rights::Permit`] has private fields and is made only by
//!    [`rights::Grants`], from what the store loaded for the actor, or by the system grants of
//!    set-up, command line and demo, which name themselves in the history. [`store::Db::write`]
//!    asks for one. Sessions, throttles and last uses of tokens are the named exceptions, and the cards
//!    and names of secrets that are missing after an upgrade: they repeat what the objects say.
//!    A permit in one enterprise commits nothing that another log tells (`store::bounds`).
//! 2. **No record, no commit.** What runs inside [`store::Db::write`] returns a [`domain::Act`],
//!    which cannot be empty; the commit writes it into the history in the same transaction. An
//!    error or a dropped transaction leaves nothing. What touches several enterprises at once is an act
//!    in each of them, under the right in each, in one transaction ([`store::Db::write_each`]).
//! 3. **One route table.** The rows of [`web::routes::ROUTES`] and the registration of the handlers
//!    come from the same macro. A row says who may enter and what it records, and
//!    `tests/coverage.rs` holds each handler to its row. The visible word `Public` is the only way
//!    around signing in.
//!
//! # From a parameter to a snippet
//!
//! A row of a channel's table says what the vendor documents: kind, limits, rules, who supplies it,
//! both languages, its source, and an erratum where the document is wrong. `check` turns typed
//! values into `Checked`, which nothing else can make; `encode` accepts only that. A value enters
//! code only as `Encoded<Context>`, and each builder accepts only its own context. Page, fragment
//! and copy button use the same renderer. [`channels::ALL`] is what everything else walks along.
//!
//! # From a pasted text to findings
//!
//! [`channels::inspect`] reads a text once (addresses, markup, scripts, JSON), every value with the way
//! back to the bytes that say it. Each channel turns pieces into entries and looks at them with small
//! rules; values go through the same `check` as a form. What it cannot know it says nothing about, and
//! it corrects only where the corrected text is as sound as the one before. Every rule has a guilty
//! and an innocent text among the tests, and whatever `render` writes is read back and compared.
//!
//! # From an object to its card
//!
//! Every registered object has a card, written in the transaction that writes the object: its name,
//! what its list shows, the facets by which a list is narrowed, the words by which it is found, the
//! vendor's identifiers, and what it refers to. Lists, searches, the trash, where-used lists and the
//! look-up of identifiers read cards and never the objects' own tables, by the same few statements for
//! all nouns; each is a walk along one index. `web::pages::registry` says how a noun is hooked up.
//!
//! # What is in force
//!
//! A window's own option counts, then its enterprise's default for the channel, then the vendor's.
//! Nothing is written into windows for it: [`channels::inherit`] puts the values together wherever a
//! deployment is made of a window. `null` among a window's options says that it has none on purpose.
//! Cards and searches know what a window has of its own. A release keeps its bytes, and stands as
//! older than its draft once a value that the window inherits is another one.
//!
//! # From an object to the doctor
//!
//! Whoever saves an object notes, in the same transaction, what the change may concern
//! ([`store::checkups`]). `web::checkup` follows the notes, some of them when a page asks and the rest in
//! the background; [`channels::doctor`] judges, and the findings are kept for the doctor's page and the
//! overview. They repeat what the objects say, like cards, and are written without an act.
//!
//! # Signing
//!
//! A [`channels::Scheme`] signs, verifies (naming known mistakes, never the right signature) and has
//! samples: real files below `templates/channels/<vendor>/samples`, which the tests run in their own
//! language against one vector. Time and entropy are handed to a channel as [`channels::Ambient`].
//!
//! # The history as a Merkle log
//!
//! [`store::history`] appends, and [`store::ledger`] takes each event as a leaf in the same transaction:
//! the head row is locked, so that numbers have no gap and every commit knows its root in O(log n).
//! Complete subtrees are kept for good; a purge of events leaves them. [`store::ledger::Notary`] signs
//! checkpoints, [`store::ledger::Prover`] makes proofs, [`store::ledger::verify`] checks a database and
//! [`ledger::Export`] a file. The published form of an event is [`ledger::Event`]: a field that is added
//! to it changes every later leaf and no earlier one, so add none without a version.
//!
//! # Releases
//!
//! [`channels::bundle`] writes a draft in every flavour, without visitor and key;
//! [`domain::Release::make`] numbers it, or says that nothing changed. The store keeps every byte
//! unstamped, and hashes cover these; [`channels::stamp`] puts the stamp on where bytes leave the
//! portal. Asking for bytes is no event, because builds ask again and again; taking them from the
//! install page is one, with or without script.
//!
//! # Reviews
//!
//! A change request ([`domain::ChangeRequest`]) names objects, not contents: it brings their drafts as they
//! are, or an earlier release once more. `web::pages::changes::contents` makes what it would bring each
//! time anew and hashes it; an approval counts for the hash that it names only. The store knows what the
//! content of an open request depends on, and whoever edits any of that voids the approvals in the commit
//! itself (`store::requests::voiding`) and gives none, if it was edited since the last release.
//! `web::pages::changes::releasing` is the only place that asks what stands against a release, for people
//! and for the clock; the one way around it is an emergency, which stays flagged. Test is free unless an enterprise decides otherwise, and takes drafts of plugins and
//! templates as they are; what production windows are made of is released with them or before them.
//!
//! # Handing over
//!
//! A hand-over link ([`domain::Handover`]) opens one window without an account. Its token is random,
//! told once and kept as a hash; whoever uses it acts as a guest with the one right
//! [`rights::UseHandover`], so that the history tells each opening with its address. The address alone
//! shows nothing: opening is a POST, because scanners and messengers look at addresses by themselves.
//! Pages below `/handovers/` tell no other site where they are (`web::guard`), and are throttled apart
//! from signing in. A pasted page is recognised by its stamps (`web::pages::inspect`), which say no
//! more of other people's windows than that they are not yours.
//!
//! # People and their links
//!
//! A [`domain::Invitation`] is a one-time link to an account: to become a person, or to choose a new
//! password. Whoever uses it acts as the person that it was made for, with the one right
//! [`rights::AcceptInvitation`]; what does not open is answered in one way whatever the reason. What somebody
//! made is revoked in the act that takes the right to make it (`store::invitations::close_lost`). Taking an
//! owner away holds the installation's row first ([`store::grants`]), so that of two such acts the second
//! one sees what the first one left, and somebody who may give rights always stays.
//!
//! A role may hold on one window alone ([`rights::Place::Window`]). Every page asks for a right in the
//! enterprise unless its right says that it is meant for one window ([`rights::Permission::NARROW`]), so a
//! page that knows nothing of windows is not there for such a developer. A role that ends counts until
//! its moment: [`access::session::counted`] loads what counts now and has the rest taken away and told
//! before anything else is asked, and [`store::endings`] does the same for those who do not come. What a
//! role for a time replaced stays in its row ([`store::grants`]) and holds again after it.
//!
//! A review of more roles than one form holds goes on from part to part; nothing is kept of it but the
//! events of its parts, and the last one, which counts for all of them, ends it.
//!
//! # The second factor
//!
//! Who comes by password or by an invitation goes through `web::pages::login::arrival`: without a second
//! factor the session begins; with one, a half-way session is kept for five minutes
//! ([`access::session::Halfway`]), with which nobody is signed in and only the question for the code opens.
//! That the password was right is an event of a guest (`session.halfway`): who came is not known yet.
//! [`access::second_factor`] takes a code in the transaction that records the session. What an app shares
//! is sealed under the installation's own key, so another master key does not touch it; before it counts
//! it lies sealed in the page alone. [`access::passkeys`] does the same with passkeys: the question lies in a table
//! of its own until it is answered or too old, the key is sealed like such a secret, and its counter stands where
//! the last time step of an app stands. [`domain::SignInRules`] says from when on somebody must have one;
//! `Visit` lets nobody past that moment but to the set-up.
//!
//! # The own account, and a fresh password
//!
//! A session row has a name beside the hash of its id, so that whoever it belongs to can end it
//! (`web::pages::me`). Its state says when the password was typed; `access::session` takes that out when it is
//! over, and ends what is over by the time that passed in this process, whatever the wall clock says.
//! A row of the route table that is marked `Fresh` asks for the password first (`web::pages::reauth`): a page by a
//! detour, a form at its own address with everything that was typed. Mark the page of a form as well where
//! it holds secrets, which are never sent back. What a new password takes is said in one place,
//! [`access::password_rules`].
//!
//! # Reading the history
//!
//! A log is read along one index: [`store::history::walk`] follows the condition that leads furthest,
//! looks at the events for the others, stops after so many and says how far it came. Beside the events
//! stand only notes made of them: which fields they changed, and when each thousand was. Files are
//! made while they are sent, in parts, without a connection in between; their last line says how many
//! records they have and the hash of everything before it, and is written after the event of the export.
//! What is refused to somebody is an event, too ([`access::Refusals`]): a scope answers with
//! `Fault::Denied`, and the guard records it.
//!
//! # Looking back
//!
//! Nothing stores earlier states of objects: [`domain::past`] folds the events of an object up to one
//! number of its log ([`store::past`] says which number a moment is), and a test holds the history to it
//! after a run of every act that the portal knows. `subjects` lists what existed between which events,
//! so that a list of an earlier moment is a walk along one index. Pages of earlier moments are rows of
//! the route table that end with `?as_of`; they stand before the page for now, and whatever has no such
//! row says that it exists only for now (`web::pages::as_of`).
//!
//! Events are kept for ever unless an enterprise decides otherwise: less takes a second person, a hold
//! stops everything ([`domain::retention`]). Before the first events of a log go, the states that they
//! lead to are kept as `bases`, from which later moments are folded on.
//!
//! # Programs that read
//!
//! A [`domain::Token`] lets a program read in a person's name. [`rights::Grants::of_token`] narrows what the
//! person holds at that moment; `web::bearer` lets a token through to the rows of the route table that are
//! marked `Read` or `Metrics`, before any handler runs. Errors for such requests are JSON (`web::problem`). `web::journal` tells
//! each request by the pattern of its route; figures are counted with the macros of the crate `metrics`
//! wherever something happens, and `web::figures` writes them.
//!
//! # Backups
//!
//! [`store::backup`] reads every table in one transaction and writes one file that is the same whichever
//! database it came from: lines of JSON, compressed, then sealed in chunks by [`vault::Sealing`]. Which
//! tables and columns there are it asks the database, so that a new table is in it without a word here.
//! The file is read back before it counts. `app::restoring` fills an empty database from it and checks
//! rows and history; until the last step the installation says `restoring`, which nothing opens, and the
//! marker comes after that.
//!
//! # House rules
//!
//! - Files aim at 200 lines and functions at 25; over 400 or 60 wants a reason. Handlers read a
//!   form, call a verb, write, answer.
//! - Nouns for modules and types, verbs for functions. No `utils`, `helpers`, `manager`, `service`,
//!   `common`.
//! - In a file: the public type, its verbs in the order in which they are called, private parts,
//!   tests.
//! - Every module begins with what it is for. Comments say why. A vendor fact has its source beside
//!   it.
//! - Nothing panics outside tests; every `allow` has a reason; no unsafe code. The lints hold this.
//! - SQL texts are constants in `statements!`, the same for both databases. Constraints have names,
//!   and the broken rule becomes a message beside the field; nobody looks first and inserts then.
//! - Every text is written in both languages at once. Vendor words stay as the vendor spells them
//!   inside that vendor's folder, and are translated at its border.
//! - A saved change answers 303, a wrong one 422 with everything typed still there and secrets
//!   blank. A page works without JavaScript before a script makes it nicer. Nothing is inline.
//! - People are deactivated, never deleted; events are past tense (`window.saved`) and never
//!   change.
//!
//! # Known quirks
//!
//! - Cards, like sessions, are written without an act where only they are missing: they repeat what
//!   the objects say. So are the leaves of events that an earlier version wrote. An enterprise in the trash is never removed by itself, for its history's sake.
//! - The closure given to [`store::Db::write`] may run up to three times, when PostgreSQL gave
//!   another transaction the precedence: call the store in it and nothing else. Await nothing slow
//!   there; SQLite has one writer.
//! - sqlx 0.9.0 leaves a connection inside a transaction when its `begin` is dropped half-way
//!   (transact-rs/sqlx issue 4385), so `begin` runs in a task of its own on PostgreSQL. Drop this
//!   with the next release.
//! - sqlx 0.9.0 takes a SQLite connection for being inside a transaction for ever once SQLite has rolled
//!   back by itself, as it does when the disk is full: the writing pool gives such a connection away.
//! - SQLite names the columns of a broken unique rule, PostgreSQL its name. Unique rules
//!   that people can break are therefore called `<table>_<last column>_key`.
//! - Passwords are hashed on two own threads with a bounded queue: on the server's pool, the
//!   allocator keeps hundreds of megabytes. A full queue answers 503.
//! - actix leaves Nagle's algorithm on, which delays each compressed page by some 40 ms:
//!   `tcp_nodelay` is set. Pages are compressed with gzip; brotli costs too much time per page.
//! - Whether the portal is on https is known from the public URL alone; `X-Forwarded-Proto` is not
//!   read. A form's `Origin` is held against `Host`, so a proxy must pass `Host` on unchanged.
//! - Throttles per address and the set-up code live in the memory of one process: with several
//!   nodes each has its own. The code is new at each start.
//! - Secrets are sealed under data keys, and data keys are wrapped by the master key. Fingerprints,
//!   cookies and form tokens come from the installation's data key: another master key changes none of
//!   them. A wrapped key names its master key, and a server looks for that one in its files: it follows
//!   a change made beside it, and answers 503 where the file is an earlier one.
//! - The leak guard (`web::leak_guard`) opens every secret of an enterprise for each form below it; keep
//!   fields that are meant to hold a secret in its list.
//! - A data key is made with the installation's row held, so that none is wrapped by a master key that
//!   is just being replaced.
//! - Links are made with the right to view; without the right to sign, they carry a signature of
//!   the public demo key and are recorded as `link.made` instead of `link.signed`.
//! - Refusals are counted per process: the first at once, its like as a sum a minute later or when the
//!   server stops. What a killed server had counted and not written is lost; the first one is not.
//! - Sub-pages and verbs of an address are reserved names (`domain::names::RESERVED`): add a word
//!   there before its route, or a window may already have it as its code.
//! - Static files are listed by hand in `web::assets`, under one hash: any change renews every
//!   address.
//! - Development builds serve the component gallery at `/ui`. The setting `throttling = wide` is
//!   for tests and is said in the log at every start.
//! - An answer that nobody reads is given up by the kernel (`TCP_USER_TIMEOUT`): while nobody reads, the
//!   server is not asked to write and would never notice. Elsewhere than on Linux there is no such limit.
//! - Figures are counted once for a process: several portals in one process share them.
//! - Several vendor flags are inverted (`msg_flag`, `invite_flag`): people choose by meaning, the
//!   code carries the vendor's value.
//!
//! # What a change costs
//!
//! | change | touched by hand |
//! |---|---|
//! | parameter of a known vendor | 1 file in `channels/<vendor>/params/`; its `preview` too when it is drawn; the accepted snippets (`JIERU_BLESS=1`) when they hold it |
//! | condition of a preview | 1 row in the channel's `CONDITIONS`, and what its `preview` draws under it |
//! | new channel | 1 folder in `channels/`, 2 lines in `channels/mod.rs`; its example in `channels/examples`, which feeds demo, help and tests |
//! | own field on a form | 5 places: domain noun, store file, page with template, 2 migrations; its label in `web/told.rs` |
//! | new page | 3: page file, template, route row; a `mod` line, and a line in `web/nav.rs` for the sidebar; its form in `tests/coverage/filled.rs` |
//! | new noun | 8 places: domain, store, page, templates, 2 migrations, route rows, permission; a line each in `domain/ids.rs`, `domain/card.rs`, `store/shelves.rs`, `web/scope.rs`, `web/nav.rs`, `web/told.rs`, `web/pages/registry` and three `mod.rs` |
//!
//! A change that costs more than this has found something to be made simpler first.

pub mod access;
pub mod app;
pub mod catalog;
pub mod channels;
pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod error;
pub mod jobs;
pub mod ledger;
pub mod rights;
pub mod secret;
pub mod store;
pub mod text;
pub mod vault;
pub mod web;
