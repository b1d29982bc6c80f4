//! Every address that a page offers exists.

use std::collections::{BTreeMap, BTreeSet};

use super::html::Page;
use crate::support::{both, world::world};

const MOST_PAGES: usize = 600;

both! {
    async fn no_link_of_any_page_leads_nowhere(db: TestDb) {
        let world = world(db).await;
        for who in ["root@portal.example", "auditor@alpha.example"] {
            let mut client = world.sign_in(who).await;
            // An address and the page that offers it.
            let mut waiting = BTreeMap::from([("/".to_owned(), "start".to_owned())]);
            let mut seen = BTreeSet::new();
            while let Some((path, from)) = waiting.pop_first() {
                seen.insert(path.clone());
                let reply = client.get(&path).await;
                let status = reply.status.as_u16();
                assert!(matches!(status, 200 | 303), "{who}: {path} on {from} answers {status}");
                if reply.header("content-type").is_none_or(|kind| !kind.starts_with("text/html")) {
                    continue;
                }
                // Every condition leads to others, and so does every moment: such pages are opened and not followed.
                if path.contains("/history?") || path.contains("as_of=") {
                    continue;
                }
                let page = Page::of(&reply.body);
                for element in &page.elements {
                    let to = ["href", "src"].iter().find_map(|name| element.attribute(name));
                    let Some(to) = to.filter(|to| to.starts_with('/') && *to != "/ui") else { continue };
                    let to = to.split('#').next().unwrap_or_default().to_owned();
                    // Records are as many as they are; the first ones stand for all.
                    let record = to.rsplit_once("/history/").and_then(|(_, seq)| seq.parse::<i64>().ok());
                    if !seen.contains(&to) && record.is_none_or(|seq| seq < 5) {
                        waiting.insert(to, path.clone());
                    }
                }
                assert!(seen.len() < MOST_PAGES, "too many pages");
            }
            // What is wrong has links of its own.
            let form = [("version", "1"), ("name", "a"), ("target", "link"), ("p.color", "wrong")];
            let reply = client.fill("/e/alpha/windows/link", "/e/alpha/windows/link/preview", &form).await;
            for element in &Page::of(&reply.body).elements {
                let Some(to) = element.attribute("href").filter(|to| to.starts_with('/')) else { continue };
                let status = client.get(to).await.status.as_u16();
                assert!(matches!(status, 200 | 303), "{to} beside an error answers {status}");
            }
            assert!(seen.len() > 15, "{who}: only {seen:?}");
        }
    }
}
