//! What people see who may look but not change.

use super::demo;
use crate::browser::browse;

#[test]
fn developers_and_auditors_see_an_editor_that_is_read_only() {
    let demo = demo();
    browse(async |page| {
        for who in ["developer", "auditor"] {
            demo.sign_in(page, who).await;
            for code in ["sobot-link", "sobot-web", "wecom-order"] {
                demo.open(page, &format!("/e/demo/windows/{code}")).await;
                assert!(page.has("#window-form fieldset[disabled]").await, "{who} {code}");
                assert!(page.content(".pane-form .card-head").await.contains("只读"));
                assert!(!page.has("[data-save]").await, "{who} may not save {code}");
                assert!(page.has("[data-copy='#file-1-code']").await, "{who} may copy {code}");
                assert!(
                    !page.has("main [required]:enabled, main form [name='name']:enabled").await
                );
            }
            for (path, new) in [
                ("/enterprises", "/enterprises/new"),
                ("/e/demo", "/e/demo/windows/new"),
                ("/e/demo", "/e/demo/settings"),
                ("/e/demo/windows", "/e/demo/windows/new"),
                ("/e/demo/accounts", "/e/demo/accounts/new"),
                ("/e/demo/keys", "/e/demo/keys/new"),
                ("/e/demo/plugins", "/e/demo/plugins/new"),
            ] {
                demo.open(page, path).await;
                let way = format!("a[href='{new}'], a[href^='{new}?']");
                assert!(!page.has(&way).await, "{who} sees {new}");
                demo.open(page, new).await;
                assert!(page.title().await.contains("权限"), "{who} {new} {}", page.title().await);
                assert!(!page.has("main form").await, "{who} gets no form at {new}");
            }
            for kind in ["accounts", "keys", "plugins"] {
                demo.open(page, &format!("/e/demo/{kind}")).await;
                page.follow(&format!("main td a[href*='/{kind}/'], main th a[href*='/{kind}/']"))
                    .await;
                assert!(page.has("main fieldset[disabled]").await, "{who} reads {kind}");
                // Looking at an earlier moment is asked for by a form, too.
                let saves = "main form[method='post'] button";
                assert!(!page.has(saves).await, "{who} cannot save {kind}");
            }
            page.driver.delete_all_cookies().await.expect("signed out");
        }
    });
}

#[test]
fn the_history_is_for_those_who_may_read_it() {
    let demo = demo();
    browse(async |page| {
        for (who, reads) in [("developer", false), ("auditor", true)] {
            demo.sign_in(page, who).await;
            demo.open(page, "/e/demo").await;
            assert_eq!(page.has("#nav a[href='/e/demo/history']").await, reads, "{who}");
            demo.open(page, "/e/demo/history").await;
            assert_eq!(page.has(".timeline").await, reads, "{who}");
            page.driver.delete_all_cookies().await.expect("signed out");
        }
    });
}
