//! How long history is kept: a second person for less, a hold against everything, and states that can
//! still be told once their events are gone.

use jieru::{
    clock::HOUR,
    domain::Log,
    jobs,
    ledger::Frontier,
    store::{
        ledger,
        past::{self, STILL},
    },
};
use reqwest::StatusCode;

use crate::support::{
    both,
    client::{Client, Reply},
    world::{World, world},
};

const PAGE: &str = "/e/alpha/settings/retention";
const YEARS: i64 = 24 * HOUR * 366;

#[track_caller]
fn done(reply: &Reply) {
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
}

async fn version(world: &World) -> String {
    let text =
        format!("SELECT CAST(version AS TEXT) FROM retentions WHERE log = '{}'", world.alpha.id);
    world.probe.column(&text).await.pop().unwrap_or_else(|| "0".to_owned())
}

async fn post(world: &World, client: &mut Client, below: &str, more: &[(&str, &str)]) -> Reply {
    let version = version(world).await;
    let mut fields = vec![("version", version.as_str())];
    fields.extend(more);
    client.post_form(&format!("{PAGE}{below}"), &fields).await
}

async fn newest(world: &World) -> String {
    let text = format!(
        "SELECT id FROM retention_proposals WHERE log = '{}' AND proposer <> 'somebody' ORDER BY id DESC LIMIT 1",
        world.alpha.id
    );
    world.probe.one(&text).await
}

async fn days(world: &World) -> Vec<String> {
    world
        .probe
        .column(&format!(
            "SELECT CAST(days AS TEXT) FROM retentions WHERE log = '{}'",
            world.alpha.id
        ))
        .await
}

both! {
    async fn less_takes_a_second_person_and_more_counts_at_once(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        done(&post(&world, &mut admin, "", &[("amount", "7"), ("unit", "years"), ("reason", "空间不够")]).await);
        assert!(days(&world).await.is_empty(), "nothing counts yet");
        let wish = newest(&world).await;
        let own = post(&world, &mut admin, &format!("/proposals/{wish}/approvals"), &[]).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN);
        let page = owner.get(&format!("{PAGE}?lang=en")).await.body;
        assert!(page.contains("Kept for 7 years") && page.contains("空间不够"), "{page}");
        done(&post(&world, &mut owner, &format!("/proposals/{wish}/approvals"), &[]).await);
        assert_eq!(days(&world).await, ["2557"]);
        let again = post(&world, &mut owner, &format!("/proposals/{wish}/rejections"), &[]).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        done(&post(&world, &mut admin, "", &[("amount", "10"), ("unit", "years")]).await);
        assert_eq!(days(&world).await, ["3653"], "more counts at once");
        for wrong in ["0", "364", "soon", "999999999999"] {
            let reply = post(&world, &mut admin, "", &[("amount", wrong), ("unit", "days")]).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(reply.body.contains(&format!("value=\"{wrong}\"")), "{wrong} is kept");
        }
        let stale = admin.post_form(PAGE, &[("version", "1"), ("amount", "")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        // Lifting a hold takes a second person, too.
        done(&post(&world, &mut admin, "/holds", &[("hold", "诉讼 2026-17")]).await);
        let empty = post(&world, &mut owner, "/liftings", &[("hold", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        done(&post(&world, &mut owner, "/liftings", &[("hold", "已结案")]).await);
        let wish = newest(&world).await;
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        let page = auditor.get(&format!("{PAGE}?lang=en")).await.body;
        assert!(page.contains("诉讼 2026-17") && page.contains("0 events: on hold"), "{page}");
        assert!(!page.contains("data-approve") && !page.contains("data-save"), "{page}");
        done(&post(&world, &mut admin, &format!("/proposals/{wish}/rejections"), &[]).await);
        let held = world.probe.one("SELECT hold FROM retentions WHERE hold <> ''").await;
        assert_eq!(held, "诉讼 2026-17");
    }

    async fn what_is_removed_leaves_its_states_behind(db: TestDb) {
        let world = world(db).await;
        let (log, id) = (Log::Enterprise(world.alpha.id), world.alpha.id);
        let mut admin = world.sign_in("admin@alpha.example").await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        done(&post(&world, &mut admin, "", &[("amount", "1"), ("unit", "years")]).await);
        let wish = newest(&world).await;
        done(&post(&world, &mut owner, &format!("/proposals/{wish}/approvals"), &[]).await);
        let subjects = [world.alpha.window.to_string(), world.alpha.key.to_string()];
        let old = world.store.clock().now() - 3 * YEARS;
        let text = format!("UPDATE events SET at = {old} + seq WHERE log = '{id}' AND noun <> 'retention'");
        world.probe.execute(&text).await;
        let mut read = world.store.read().await.unwrap();
        let before = past::fold(&mut read, log, &subjects, STILL).await.unwrap();
        drop(read);
        let count = |log: String| format!("SELECT CAST(COUNT(*) AS TEXT) FROM events WHERE log = '{log}'");
        let all: u64 = world.probe.one(&count(id.to_string())).await.parse().unwrap();
        // A hold keeps everything.
        done(&post(&world, &mut admin, "/holds", &[("hold", "审计")]).await);
        assert_eq!(jobs::let_go(&world.store).await.unwrap(), 0);
        world.probe.execute("UPDATE retentions SET hold = ''").await;
        let page = admin.get(&format!("{PAGE}?lang=en")).await.body;
        let due = format!("{} events, up to", all - 1);
        assert!(page.contains(&due), "{due}: {page}");
        let gone = jobs::let_go(&world.store).await.unwrap();
        assert_eq!(gone, all - 1, "the rule itself was saved later than everything else");
        assert_eq!(jobs::let_go(&world.store).await.unwrap(), 0);
        let beta: u64 = world.probe.one(&count(world.beta.id.to_string())).await.parse().unwrap();
        assert!(beta > 5, "other logs stay as they are");
        let mut read = world.store.read().await.unwrap();
        assert_eq!(past::fold(&mut read, log, &subjects, STILL).await.unwrap(), before);
        drop(read);
        let told = world.probe.one("SELECT details FROM events WHERE action = 'history.purged'").await;
        assert!(told.contains(&format!("\"count\":\"{gone}\"")), "{told}");
        let mut read = world.store.read().await.unwrap();
        let root = ledger::root(&mut read, log, gone).await.unwrap().hex();
        let kept = ledger::purged_block(&mut read, log, (0, gone)).await.unwrap();
        drop(read);
        let mut frontier = Frontier::default();
        for part in &kept.subtrees {
            assert!(frontier.push_subtree(part.at().unwrap(), part.hash));
        }
        assert_eq!(frontier.root().hex(), root, "from the subtrees of an export as well");
        assert!(told.contains(&root), "{told}");
        let page = admin.get(&format!("{PAGE}?lang=en")).await.body;
        assert!(page.contains(&format!("#0–#{}", gone - 1)), "{page}");
        // Later moments are told, earlier ones say until when.
        let early = admin.get("/e/alpha/windows/link?as_of=2001-01-01&lang=en").await;
        assert!(early.body.contains("History is kept from"), "{}", early.body);
        let now = jiff::Timestamp::from_millisecond(world.store.clock().now()).unwrap();
        let list = admin.get(&format!("/e/alpha/windows?as_of={now}")).await.body;
        assert!(list.contains("官网链接") && list.contains("订单页按钮"), "{list}");
        let window = admin.get(&format!("/e/alpha/windows/link?as_of={now}&lang=en")).await.body;
        assert!(window.contains("04babc") && window.contains("官网账号") && window.contains("Live then"), "{window}");
    }
}
