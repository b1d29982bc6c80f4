//! Every cookie over https is for this host alone, out of reach of scripts, and small; and signing out
//! leaves nothing in the browser.

use jieru::config::{Config, PublicUrl};
use reqwest::Method;

use crate::support::{
    TestDb,
    app::{config, start},
    client::{Reply, token_in},
    world::{PASSWORD, World, world},
};

/// Browsers keep no more of one.
const LONGEST: usize = 4_096;

fn set(reply: &Reply) -> Vec<String> {
    let all = reply.headers.get_all("set-cookie").iter();
    all.map(|cookie| cookie.to_str().expect("a text").to_owned()).collect()
}

#[tokio::test]
async fn every_cookie_over_https_is_bound_to_the_host() {
    let World { app, .. } = world(TestDb::sqlite()).await;
    let db = app.stop();
    let public_url = Some(PublicUrl::parse("https://jieru.example").expect("an address"));
    let app = start(Config { public_url, ..config(&db) }, db);
    // These answers come over http, so the browser of the tests keeps none of their cookies.
    let mut client = app.client();
    let page = client.get("/login").await;
    let token = token_in(&page.body).expect("a token");
    let pairs = set(&page);
    let pairs: Vec<&str> = pairs.iter().filter_map(|cookie| cookie.split(';').next()).collect();
    let kept = pairs.join("; ");
    let form = ("content-type", "application/x-www-form-urlencoded");
    let mut cookies = set(&page);
    for (path, fields) in [
        ("/appearance", "lang=en&theme=dark&next=".to_owned()),
        (
            "/login",
            format!("email=owner@alpha.example&password={}&next=", PASSWORD.replace(' ', "+")),
        ),
    ] {
        let body = format!("csrf_token={token}&{fields}");
        let headers = [form, ("cookie", kept.as_str())];
        let reply = client.send(Method::POST, path, &headers, Some(body)).await;
        assert_eq!(reply.status, 303, "{path}: {}", reply.body);
        cookies.extend(set(&reply));
    }
    let has = |name: &str| cookies.iter().any(|cookie| cookie.starts_with(name));
    assert!(has("__Host-jieru-lang=en") && has("__Host-jieru-theme=dark"), "{cookies:?}");
    assert!(has("__Host-jieru-form=") && has("__Host-jieru="), "{cookies:?}");
    for cookie in &cookies {
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        for flag in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
            assert!(cookie.contains(flag), "{flag} is missing: {cookie}");
        }
        assert!(!cookie.contains("Domain="), "{cookie}");
        assert!(cookie.split(';').next().is_some_and(|pair| pair.len() < LONGEST), "{cookie}");
    }
    // What was chosen comes back under the same name.
    let chosen = [("cookie", "__Host-jieru-lang=en; __Host-jieru-theme=dark")];
    let page = client.send(Method::GET, "/login", &chosen, None).await.body;
    assert!(page.contains("<html lang=\"en\" data-theme=\"dark\""), "{page}");
}

#[tokio::test]
async fn signing_out_clears_what_the_browser_kept() {
    let world = world(TestDb::sqlite()).await;
    let mut client = world.sign_in("owner@alpha.example").await;
    assert_eq!(client.get("/e/alpha").await.header("clear-site-data"), None);
    let forged = client.send(Method::POST, "/logout", &[], None).await;
    assert_eq!(forged.header("clear-site-data"), None, "{}", forged.status);
    let reply = client.post_form("/logout", &[]).await;
    assert_eq!((reply.status.as_u16(), reply.location()), (303, Some("/login")));
    assert_eq!(reply.header("clear-site-data"), Some("\"storage\""));
}
