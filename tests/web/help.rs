//! Help pages: every name of every channel is explained under the address that messages give.

use jieru::{
    catalog::reference,
    channels::{self, tables},
};
use reqwest::StatusCode;

use super::html::Page;
use crate::support::{both, client::Client, world::world};

async fn help(client: &mut Client, path: &str) -> Page {
    let reply = client.get(path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}");
    let page = Page::of(&reply.body);
    page.assert_untouched();
    page
}

both! {
    async fn every_name_has_an_anchor_with_its_explanation(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("auditor@alpha.example").await;
        for channel in channels::ALL {
            let page = help(&mut client, &format!("/help/channels/{}", channel.id())).await;
            for param in tables::every(*channel).into_iter().flatten() {
                let (path, label) = (param.path(), param.label.zh);
                let row = page.with_id(&path).unwrap_or_else(|| panic!("no #{path} in {}", channel.id()));
                assert!(row.text.contains(param.name), "{path}: {}", row.text);
                // One name may stand in two boxes; each box has a row with its own label.
                let rows = page.elements.iter().filter(|element| element.attribute("data-row").is_some());
                let told = rows.filter(|row| row.text.contains(label) && row.text.contains(param.help.zh));
                assert!(told.count() > 0, "{path} is not explained");
                if let Some(erratum) = param.erratum {
                    let errata = page.with_id("errata").expect("a list of errata");
                    assert!(errata.text.contains(erratum.zh), "{path}");
                }
                let address = reference::address(channel.id(), &path);
                let (_, anchor) = address.split_once('#').expect("an anchor");
                assert!(page.with_id(anchor).is_some(), "{address} leads nowhere");
            }
            for target in channel.targets() {
                let card = page.with_id(&format!("target-{}", target.id)).expect("a target");
                for item in target.prerequisites {
                    assert!(card.text.contains(item.zh), "{}: {}", target.id, item.zh);
                }
            }
            for scheme in channel.schemes() {
                assert!(page.with_id(&format!("scheme-{}", scheme.id())).is_some());
            }
        }
    }

    async fn help_speaks_english_too(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("developer@alpha.example").await;
        let page = help(&mut client, "/help/channels/sobot?lang=en").await;
        let flag = page.with_id("msg_flag").expect("a row");
        assert!(flag.text.contains("reversed"), "{}", flag.text);
        assert!(page.with_id("errata").expect("errata").text.contains("contradicts itself"));
        let index = help(&mut client, "/help?lang=en").await;
        for channel in channels::ALL {
            assert!(index.text().contains(channel.label().en), "{}", channel.id());
        }
    }

    async fn a_search_narrows_the_page_and_is_only_text(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let found = help(&mut client, "/help/channels/sobot?q=COLOR").await;
        assert!(found.with_id("color").is_some() && found.with_id("partnerid").is_none());
        assert_eq!(found.value("q"), "COLOR");
        let nothing = help(&mut client, "/help/channels/sobot?q=%22%3E%3Cimg+src%3Dx%3E").await;
        assert!(nothing.text().contains("没有名称提到它"));
        assert_eq!(nothing.value("q"), "\"><img src=x>");
    }

    async fn an_unknown_channel_is_not_found(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let missing = client.get("/help/channels/nobody").await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
    }

    async fn fields_and_messages_lead_to_their_explanation(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let editor = Page::of(&client.get("/e/alpha/windows/link").await.body);
        let links = |address: &str| {
            let to = editor.elements.iter().filter(|one| one.attribute("href") == Some(address));
            to.count()
        };
        assert!(links("/help/channels/sobot#color") > 0);
        assert!(links("/help/channels/sobot#partnerid") > 0);
        let help = "/help/channels/sobot";
        let told = editor.elements.iter().filter(|one| one.attribute("class") == Some("why-link"));
        for link in told {
            let to = link.attribute("href").expect("an address");
            assert!(to.starts_with(help), "{to}");
        }
    }
}
