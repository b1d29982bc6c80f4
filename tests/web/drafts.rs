//! Drafts of plugins, templates and VIP fields beside their releases, and what a request that came to
//! nothing still tells.

use reqwest::StatusCode;

use super::{
    html::Page,
    review::{approve, release, save, submit, submit_object, three, verb},
};
use crate::support::{
    both,
    client::{Client, Reply},
    world::World,
};

/// Saves the plugin with another alias.
async fn rename(world: &World, client: &mut Client, alias: &str) {
    let path = plugin(world);
    let version = world.version("plugins", world.alpha.plugin).await;
    let fields = [
        ("name", "商城按钮"),
        ("plugid", "a1b2c3d4e5f60718293a4b5c6d7e8f90"),
        ("provider", "wx104a1a20c3f81ec2"),
        ("plugin_version", "1.4.3"),
        ("alias", alias),
        ("owner", "前端组"),
        ("version", &version),
    ];
    let reply = client.fill(&path, &path, &fields).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
}

fn plugin(world: &World) -> String {
    format!("/e/alpha/plugins/{}", world.alpha.plugin)
}

async fn alias(world: &World) -> String {
    let id = world.alpha.plugin;
    world.probe.one(&format!("SELECT alias FROM plugins WHERE id = '{id}'")).await
}

async fn discard(world: &World, client: &mut Client, fields: &[(&str, &str)]) -> Reply {
    let path = plugin(world);
    client.fill(&path, &format!("{path}/discards"), fields).await
}

both! {
    async fn a_draft_goes_back_to_any_of_its_releases(db: TestDb) {
        let (world, mut admin, mut owner) = three(db).await;
        let object = format!("plugin:{}", world.alpha.plugin);
        let none = discard(&world, &mut admin, &[("version", "1")]).await;
        assert_eq!(none.status, StatusCode::CONFLICT, "nothing was released yet");
        for name in ["first", "second"] {
            rename(&world, &mut admin, name).await;
            let request = submit_object(&mut admin, &object).await;
            approve(&mut owner, &request).await;
            let done = release(&mut admin, &request).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        }
        rename(&world, &mut admin, "third").await;
        let page = Page::of(&admin.get(&plugin(&world)).await.body).text().to_string();
        assert!(page.contains("放弃未发布的改动") && page.contains("取回到草稿"), "{page}");
        let version = async || world.version("plugins", world.alpha.plugin).await;
        let stale = discard(&world, &mut admin, &[("version", "1")]).await;
        assert_eq!((stale.status, alias(&world).await.as_str()), (StatusCode::CONFLICT, "third"));
        let done = discard(&world, &mut admin, &[("version", &version().await)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(alias(&world).await, "second");
        let owner_text = world.probe.one(&format!("SELECT owner FROM plugins WHERE id = '{}'", world.alpha.plugin)).await;
        assert_eq!(owner_text, "前端组", "what is for the people of the registry stays");
        let back = [("version", &*version().await), ("release", "1")];
        assert_eq!(discard(&world, &mut admin, &back).await.status, StatusCode::SEE_OTHER);
        assert_eq!(alias(&world).await, "first");
        let unknown = [("version", &*version().await), ("release", "7")];
        assert_eq!(discard(&world, &mut admin, &unknown).await.status, StatusCode::CONFLICT);
        let told = world.probe.column("SELECT details FROM events WHERE noun = 'plugin' AND details LIKE '%discarded%' ORDER BY seq").await;
        assert_eq!(told.len(), 2, "{told:?}");
        // What comes back goes live like everything else.
        let request = submit_object(&mut admin, &object).await;
        approve(&mut owner, &request).await;
        assert_eq!(release(&mut admin, &request).await.status, StatusCode::SEE_OTHER);
        let releases = world.probe.column("SELECT CAST(number AS TEXT) FROM object_releases ORDER BY number").await;
        assert_eq!(releases, ["1", "2", "3"]);
    }

    async fn a_request_that_came_to_nothing_tells_what_it_would_have_changed(db: TestDb) {
        let (world, mut admin, mut owner) = three(db).await;
        save(&world, &mut admin, &[("p.color", "c0392b")]).await;
        let window = submit(&mut admin).await;
        let reply = verb(&mut owner, &window, "rejections", &[("comment", "颜色不对")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        save(&world, &mut admin, &[("p.color", "16a085")]).await;
        let page = Page::of(&admin.get(&window).await.body).text().to_string();
        assert!(page.contains("c0392b") && !page.contains("16a085"), "{page}");
        assert!(page.contains("草稿又改过"), "{page}");
        rename(&world, &mut admin, "wanted").await;
        let object = submit_object(&mut admin, &format!("plugin:{}", world.alpha.plugin)).await;
        let reply = verb(&mut admin, &object, "withdrawals", &[]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        rename(&world, &mut admin, "later").await;
        let page = Page::of(&admin.get(&object).await.body).text().to_string();
        assert!(page.contains("wanted") && !page.contains("later"), "{page}");
    }
}
