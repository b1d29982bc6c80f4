//! What careless input is told: numbers that cannot be kept, names that collide, values of the wrong form.

use jieru::channels::{ALL, Ambient, Rendered, Severity, deployment, signing};
use serde_json::{Value, json};

use super::reading::{artifact, html, render, rendered, run, script};

const SYSNUM: &str = "4c349791a07b46c1a70b8ac88aa23257";

fn sobot(target: &str, window: Value, visitor: Value) -> Value {
    json!({"channel": "sobot", "target": target, "account": {"sysnum": SYSNUM, "host": "demo.sobot.com"},
           "window": window, "parameters": {}, "visitor": visitor})
}

fn wecom(window: Value, parameters: Value) -> Value {
    let mut all = json!({"plugid": "a1b2c3d4e5f60718293a4b5c6d7e8f90"});
    all.as_object_mut().unwrap().extend(window.as_object().unwrap().clone());
    json!({"channel": "wecom", "target": "mini_program", "window": all, "parameters": parameters})
}

fn desk(parameters: Value) -> Value {
    json!({"channel": "tencent_desk", "target": "mini_program", "account": {"sdk_app_id": 1_400_000_000},
           "window": {"sign_endpoint": "https://shop.example/sign"}, "parameters": parameters})
}

fn alipay(visitor: Value, parameters: Value) -> Value {
    json!({"channel": "alipay", "target": "mini_program", "account": {"tnt_inst_id": "ABCD1234"},
           "window": {"scene": "SCE00000001"}, "parameters": parameters, "visitor": visitor})
}

/// Errors as `parameter: English words`.
fn errors(rendered: &Rendered) -> Vec<String> {
    let wrong = rendered.diagnostics.iter().filter(|one| one.severity == Severity::Error);
    wrong
        .map(|one| format!("{}: {}", one.parameter.as_deref().unwrap_or("-"), one.message.en))
        .collect()
}

fn has(rendered: &Rendered, id: &str) -> bool {
    rendered.diagnostics.iter().any(|one| one.id == id)
}

const QUOTES: &str = "Give it as a text in quotes: this number cannot be kept exactly";

#[test]
fn numbers_that_would_be_changed_are_refused_at_their_place() {
    for number in ["12345678901234567890123", "1e400", "-1e400", "0.1234567890123456789"] {
        let inputs = [
            (sobot("link", json!({}), json!({"params": {"a": [1, "N"]}})), "params.a.1"),
            (sobot("component", json!({}), json!({"summaryparams": "N"})), "summaryparams"),
            (
                desk(json!({"transferToHumanOptions": {"a": {"b": "N"}}})),
                "transferToHumanOptions.a.b",
            ),
            (
                desk(
                    json!({"bottomQuickOrder": {"header": "", "desc": "N", "url": "https://a.example/"}}),
                ),
                "bottomQuickOrder.desc",
            ),
            (
                alipay(json!({"card": {"userId": "u", "extInfo": {"n": "N"}}}), json!({})),
                "card.extInfo.n",
            ),
            (sobot("link", json!({}), json!({"uname": "N"})), "uname"),
        ];
        for (input, place) in inputs {
            let text = input.to_string().replace("\"N\"", number);
            let told = errors(&deployment::render(&text, &Ambient::at(0)));
            let place = format!("{place}: {QUOTES}");
            assert!(told.contains(&place), "{number} {place}: {told:?}");
        }
        let card = format!(
            r#"{{"scheme":"alipay_visitor_card","public_key":"{KEY}","card":{{"a":[{number}]}}}}"#
        );
        let refused = signing::sign(&card, &Ambient::at(0)).unwrap_err();
        assert_eq!(refused.message.en, format!("card.a.0 is wrong. {QUOTES}"));
    }
    for number in ["0.10", "12345678901234567890", "-7", "1e300", "3.0", "0.30000000000000004"] {
        let text = sobot("link", json!({}), json!({"params": {"a": "N"}})).to_string();
        let rendered = deployment::render(&text.replace("\"N\"", number), &Ambient::at(0));
        assert!(!rendered.is_refused(), "{number}: {:?}", errors(&rendered));
    }
    let inside = render(&sobot("link", json!({}), json!({"params": "{\"a\":1e400}"})));
    assert_eq!(errors(&inside), [format!("params.a: {QUOTES}")]);
    // Values that another reader has parsed already.
    let input = sobot("link", json!({}), json!({"params": {"a": 1.234_567_890_123_456_8e22}}));
    let (channel, given) = deployment::read(input.as_object().unwrap()).unwrap();
    let told = errors(&channel.render(&given, &Ambient::at(0)));
    assert_eq!(told, [format!("params.a: {QUOTES}")]);
    let form = render(
        &json!({"channel": "sobot", "target": "link", "account": {"sysnum": SYSNUM, "host": "demo.sobot.com"}, "parameters": {"type": 3.0}}),
    );
    assert_eq!(
        errors(&form),
        ["type: Write it as 3, without that point or exponent, or as a text in quotes"]
    );
}

const KEY: &str = concat!(
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAm733lk5/Ewvou5Fgwl1wo2h9DEmf4xuW+wSsvmB8J1qb",
    "cZ1nbGzY6/Q9tDaLgM+v8rar1TrNfjVOKKT7LkKUqtpLmMdfxo/u82tDmXkxdTQNggaovgMHEC5673ObcBG8tj8q",
    "s69mSlbCrM3eUx95fOdPL3r4fN3cvhMedAFv7j0JseuQcnJ234tmBcLaBOIYPkmzod1rIL8ty5NDe6myFEI01DSZ",
    "D3wk403asqSOh+VSOVBqcXjNR3FNG3iRdU1Fc5V5j7ze2XGfmjWBDFfGNELpZ497DDh8PRvh9noTK19/jBAaa2TR",
    "MR2Rog1DvEX8mLVCjVoL0ju3bE7YzHEULQIDAQAB",
);

/// Whatever the page is called, no two artifacts have one path, not even where capitals count for nothing.
#[test]
fn no_two_artifacts_share_a_path() {
    let targets = [
        ("sobot", "web_view"),
        ("alipay", "mini_program"),
        ("wechat", "mini_program"),
        ("wechat", "service_chat"),
        ("wecom", "mini_program"),
        ("tencent_desk", "mini_program"),
    ];
    let with_page =
        ALL.iter().flat_map(|channel| channel.targets().iter().map(|one| (channel.id(), one)));
    let with_page =
        with_page.filter(|(_, one)| one.window_fields.iter().any(|field| field.name == "page"));
    assert_eq!(
        with_page.map(|(id, one)| (id, one.id)).collect::<std::collections::BTreeSet<_>>(),
        targets.into()
    );
    for (channel, target) in targets {
        for page in [
            "app",
            "App",
            "package",
            "setup",
            "index",
            "sitemap",
            "project",
            "pages/index/index",
            "ai-desk-customer-wechat/index",
        ] {
            let account = match channel {
                "sobot" => json!({"sysnum": SYSNUM, "host": "demo.sobot.com"}),
                "alipay" => json!({"tnt_inst_id": "ABCD1234"}),
                "tencent_desk" => json!({"sdk_app_id": 1_400_000_000}),
                _ => json!({}),
            };
            let input = json!({"channel": channel, "target": target, "account": account, "window": window_of(channel, target, page)});
            let rendered = render(&input);
            let mut paths: Vec<String> =
                rendered.artifacts.iter().map(|one| one.path.to_lowercase()).collect();
            let count = paths.len();
            paths.sort();
            paths.dedup();
            assert_eq!(paths.len(), count, "{channel} {target} {page}");
            let refused = matches!(page.to_lowercase().as_str(), "app" | "package" | "sitemap");
            assert_eq!(
                rendered.is_refused(),
                refused,
                "{channel} {target} {page}: {:?}",
                errors(&rendered)
            );
            assert!(
                !refused || errors(&rendered)[0].starts_with("page: "),
                "{:?}",
                errors(&rendered)
            );
        }
    }
}

fn window_of(channel: &str, target: &str, page: &str) -> Value {
    let mut window = json!({"page": page});
    let more = match (channel, target) {
        ("alipay", _) => json!({"scene": "SCE00000001"}),
        ("wechat", "service_chat") => {
            json!({"corp_id": "ww0123456789abcdef", "url": "https://work.weixin.qq.com/kfid/kfc0123456789abcdef"})
        }
        ("wecom", _) => json!({"plugid": "a1b2c3d4e5f60718293a4b5c6d7e8f90"}),
        _ => json!({}),
    };
    window.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    window
}

#[test]
fn every_wrong_item_of_a_list_is_told_at_its_place() {
    let events = json!(["frame_redy", "trace", 7, "trace"]);
    let told = errors(&render(&sobot("component", json!({"events": events}), json!({}))));
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(
        told[0].starts_with("events.0: ") && told[0].contains("did you mean frame_ready"),
        "{told:?}"
    );
    assert!(told[1].starts_with("events.2: There is no 7"), "{told:?}");
    assert_eq!(told[2], "events.3: \"trace\" stands twice; keep one");
}

#[test]
fn two_events_have_two_functions() {
    for (input, other, event) in [
        (
            wecom(json!({}), json!({"startmessage": "onIt", "completemessage": "onIt"})),
            "startmessage",
            "completemessage",
        ),
        (
            wecom(json!({}), json!({"startmessage": "completemessage"})),
            "completemessage",
            "startmessage",
        ),
        (
            wecom(json!({}), json!({"completemessage": "startmessage"})),
            "startmessage",
            "completemessage",
        ),
        (
            json!({"channel": "wechat", "target": "service_chat", "window": window_of("wechat", "service_chat", "p"),
            "parameters": {"success": "done", "complete": "done"}}),
            "success",
            "complete",
        ),
    ] {
        let rendered = render(&input);
        let told = errors(&rendered);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with(&format!("{event}: {event} and {other} have one")), "{told:?}");
        assert!(rendered.artifacts.is_empty());
    }
    let swapped = json!({"startmessage": "completemessage", "completemessage": "startmessage"});
    assert!(!render(&wecom(json!({}), swapped)).is_refused());
}

#[test]
fn an_id_that_no_link_can_carry_is_not_signed() {
    for id in ["a\u{202e}b", "a\u{200f}", "a\tb", "a\u{FFFE}"] {
        let input =
            json!({"scheme": "sobot_web_md5", "sysnum": SYSNUM, "key": "k", "partnerid": id});
        let refused = signing::sign(&input.to_string(), &Ambient::at(0)).unwrap_err();
        assert_eq!(refused.field, Some("partnerid"));
        assert!(refused.message.en.contains("U+"), "{refused:?}");
        assert!(render(&sobot("link", json!({}), json!({"partnerid": id}))).is_refused());
    }
}

#[test]
fn what_is_wrong_is_not_called_missing_beside_it() {
    let leave = render(&sobot("leave_message", json!({"templateid": "a b"}), json!({})));
    assert!(leave.is_refused() && !has(&leave, "sobot.template-missing"));
    assert!(has(&render(&sobot("leave_message", json!({}), json!({}))), "sobot.template-missing"));
    let endpoint = render(&sobot("link", json!({"signed": true, "sign_endpoint": "x"}), json!({})));
    assert!(endpoint.is_refused() && !has(&endpoint, "sobot.sign-endpoint-placeholder"));
    let mut wrong = sobot("link", json!({}), json!({"partnerid": "a\nb"}));
    wrong["key"] = json!("test-key-0001");
    let wrong = render(&wrong);
    assert!(wrong.is_refused() && !has(&wrong, "sobot.key-unused"));
    let mut agent = desk(json!({}));
    agent["window"]["sign_endpoint"] = json!("x y");
    assert!(!has(&render(&agent), "tencent_desk.sign-endpoint-placeholder"));
}

#[test]
fn a_key_for_a_target_without_signature_is_told_once() {
    for mut input in [
        sobot("leave_message", json!({"templateid": "a"}), json!({"uid": "u"})),
        sobot("ticket", json!({"url": "https://demo.sobot.com/ticket"}), json!({})),
        wecom(json!({}), json!({})),
        json!({"channel": "wechat", "target": "mini_program"}),
    ] {
        input["key"] = json!("test-key-0001");
        let rendered = render(&input);
        let told: Vec<_> = rendered
            .diagnostics
            .iter()
            .filter(|one| one.id.contains("key-unused") || one.id.contains("sign-never"))
            .collect();
        assert_eq!(told.len(), 1, "{input}: {told:?}");
        assert_eq!(told[0].parameter.as_deref(), Some("key"));
        assert!(told[0].message.en.contains("signs nothing"));
        assert!(!rendered.is_refused(), "{:?}", errors(&rendered));
    }
}

#[test]
fn words_fit_what_is_wrong() {
    let order = |row: Value| {
        desk(
            json!({"bottomQuickOrder": {"header": "a\nb", "desc": "a\nb", "url": "https://a.example/", "customField": [row]}}),
        )
    };
    assert_eq!(
        errors(&render(&order(json!({"name": "", "value": "1"})))),
        ["bottomQuickOrder.customField.0.name: name must not be empty"]
    );
    assert_eq!(
        errors(&render(&order(json!({"name": "a"})))),
        ["bottomQuickOrder.customField.0.value: value is missing"]
    );
    assert!(!render(&order(json!({"name": "a\nb", "value": "c\nd"}))).is_refused());
    let version = errors(&render(&wecom(json!({"version": "1.4"}), json!({}))));
    assert!(version[0].contains("1.4.3"), "{version:?}");
    let provider = errors(&render(&wecom(json!({"provider": "wx123"}), json!({}))));
    assert!(provider[0].contains("wx and 16"), "{provider:?}");
    let card = errors(&render(&alipay(json!({"alipay-card-no": "20"}), json!({}))));
    assert!(card[0].contains("16 digits that begin with 2088"), "{card:?}");
    let colour = errors(&render(&alipay(json!({}), json!({"color": "red"}))));
    assert!(colour[0].contains("#00A3FF"), "{colour:?}");
    let former = json!({"channel": "sobot", "target": "link", "account": {"sysnum": SYSNUM, "host": "demo.sobot.com"}, "parameters": {"modulType": 1, "": 2}});
    let former = errors(&render(&former));
    assert!(former[0].ends_with("did you mean type?"), "{former:?}");
    assert!(former[1].contains("empty name"), "{former:?}");
    for input in ["", " \n"] {
        let told = deployment::render(input, &Ambient::at(0));
        assert_eq!(errors(&told), ["-: The input is empty"]);
        assert_eq!(
            signing::verify(input, &Ambient::at(0)).unwrap_err().message.en,
            "The input is empty"
        );
    }
}

/// The configuration that the vendor's script finds.
fn config(visitor: &Value, filled: &Value) -> Value {
    let page = rendered(&sobot("component", json!({}), visitor.clone()));
    run(&format!("window.visitor = {filled};"), &script(artifact(&page, "index.html")), "cbk[0][1]")
}

/// Query pairs of the address that a release opens.
fn pairs(filled: &Value) -> Vec<(String, String)> {
    let page = rendered(&sobot("link", json!({}), json!({})));
    let page = artifact(&page, "link.html");
    let href = html(page)[0].attribute("href").unwrap().to_owned();
    let before = format!("elements.sobotEntry.href = {}; window.visitor = {filled};", json!(href));
    let address = run(&before, &script(page), "elements.sobotEntry.href");
    let address = url::Url::parse(address.as_str().unwrap()).unwrap();
    address.query_pairs().into_owned().collect()
}

#[test]
fn run_time_values_are_written_as_given_ones() {
    for (is_vip, link, component) in [
        (json!(true), "1", 1),
        (json!(false), "0", 0),
        (json!("true"), "1", 1),
        (json!(1), "1", 1),
        (json!("0"), "0", 0),
    ] {
        let visitor = json!({"is_vip": is_vip, "vip_level": 3, "order_status": "1", "goods_count": "2",
            "create_time": 1_586_414_406_391_i64, "uname": 5});
        let release = config(&json!({}), &visitor);
        assert_eq!(config(&visitor, &json!({})), release);
        assert_eq!(release["is_vip"], component);
        assert_eq!(
            (&release["order_status"], &release["goods_count"], &release["uname"]),
            (&json!(1), &json!(2), &json!("5"))
        );
        let pairs = pairs(&visitor);
        let of =
            |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        assert_eq!((of("is_vip"), of("order_status")), (Some(link), Some("1")), "{visitor}");
    }
    let strange = pairs(&json!({"is_vip": "constructor"}));
    assert!(strange.contains(&("is_vip".to_owned(), "constructor".to_owned())), "{strange:?}");
}
