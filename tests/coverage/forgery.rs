//! Every form is refused without a token, with a wrong one, and from other sites; nothing happens.

use jieru::web::routes::ROUTES;
use reqwest::{Method, StatusCode};

use super::{filled::filled, upload};
use crate::support::{
    both,
    client::token_in,
    world::{World, world},
};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

type Headers<'a> = &'a [(&'a str, &'a str)];

both! {
    async fn a_form_from_elsewhere_is_refused_and_nothing_happens(db: TestDb) {
        let world = world(db).await;
        let root = "root@portal.example";
        let mut client = world.sign_in(root).await;
        let token = token_in(&client.get("/enterprises/new").await.body).expect("a token");
        let other = other_session(&world).await;
        let before = world.probe.snapshot().await;
        for route in ROUTES.iter().filter(|route| route.method == "POST") {
            let call = filled(&world, route, "alpha", &world.alpha, root).await;
            let origin = world.app.origin();
            let kind = upload::kind(&call.path);
            let form = ("content-type", kind.as_str());
            let fair = [form, ("origin", &origin), ("sec-fetch-site", "same-origin")];
            let tries: [(&str, Option<&str>, Headers<'_>); 8] = [
                ("no token", None, &fair),
                ("an empty token", Some(""), &fair),
                ("a token of another session", Some(&other), &fair),
                ("a damaged token", Some(&token[..token.len() - 4]), &fair),
                ("another origin", Some(&token), &[form, ("origin", "https://evil.example")]),
                ("the origin of a sandbox", Some(&token), &[form, ("origin", "null")]),
                ("another site", Some(&token), &[form, ("sec-fetch-site", "cross-site")]),
                ("a sister site", Some(&token), &[form, ("sec-fetch-site", "same-site")]),
            ];
            for (what, token, headers) in tries {
                let body = Some(call.body(token));
                let reply = client.send(Method::POST, &call.path, headers, body).await;
                assert_eq!(reply.status, StatusCode::FORBIDDEN, "{} with {what}", call.path);
                assert!(reply.header("set-cookie").is_none(), "{} with {what}", call.path);
            }
        }
        assert_eq!(world.probe.snapshot().await, before);
        // The token itself is good: the same request without a trick passes.
        let save = ROUTES.iter().find(|route| route.path == "/enterprises" && route.method == "POST");
        let call = filled(&world, save.expect("a route"), "alpha", &world.alpha, root).await;
        let reply = client.send(Method::POST, &call.path, &[FORM], Some(call.body(Some(&token)))).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    }

    async fn visitors_need_a_token_too(db: TestDb) {
        let world = world(db).await;
        for path in ["/login", "/setup", "/appearance"] {
            let mut client = world.app.client();
            client.get("/login").await;
            let body = "email=root@portal.example&password=x&next=".to_owned();
            let reply = client.send(Method::POST, path, &[FORM], Some(body)).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
}

async fn other_session(world: &World) -> String {
    let mut client = world.sign_in("owner@alpha.example").await;
    token_in(&client.get("/").await.body).expect("a token")
}
