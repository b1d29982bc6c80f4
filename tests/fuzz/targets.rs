//! What is fed with anything: each of these takes bytes from outside and answers, whatever they are. The
//! fuzzers beside this file drive them, and so do the tests of the portal (`tests/security/mutations.rs`).

use jieru::channels::{self, Ambient, inspect, signing};
use jieru::text::Lang;
use jieru::web::Form;
use jieru::web::pages::vip_fields::import::plan::Plan;
use serde_json::json;

/// A fixed moment, so that the same input is always the same.
const NOW: i64 = 1_795_226_400;

/// The inspector: links, pages, scripts, tags, JSON.
pub fn inspect(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let found = inspect::inspect_with(text, &inspect::Today(NOW));
        let _ = (found.to_text(Lang::Zh), found.to_text(Lang::En), found.exit_code());
    }
}

/// The table of an import.
pub fn import_csv(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(plan) = Plan::make(text, &[])
    {
        let counted = plan.new_ones() + plan.changed() + plan.same() + plan.wrong();
        assert_eq!(counted, plan.entries.len(), "each row becomes one thing");
    }
}

/// The verifier of Tencent's UserSig: base64, zlib and JSON of whoever pasted it.
pub fn usersig_verify(bytes: &[u8]) {
    let user_sig = String::from_utf8_lossy(bytes);
    let input = json!({
        "scheme": "tencent_usersig",
        "sdk_app_id": 1_400_000_000,
        "user_id": "xiaojun",
        "key": "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e",
        "user_sig": user_sig,
        "now": NOW,
    });
    let _ = signing::verify(&input.to_string(), &Ambient::at(NOW));
    // The same bytes as a whole input, too.
    let _ = signing::verify(&user_sig, &Ambient::at(NOW));
}

/// Every form that is posted.
pub fn form_parse(bytes: &[u8]) {
    let Ok(mut form) = Form::parse(bytes) else { return };
    let (line, lines) = (form.line("name"), form.lines("note"));
    let told = form.is_wrong();
    let good =
        |text: &str| text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
    assert!(told || good(&line) && good(&lines), "a control character went through");
    form.prefixed("p.", &["events"]);
    form.several("ids");
    let _ = (form.secret("secret"), form.meta(), form.reason());
    form.finish();
}

/// A deployment as JSON: what becomes code and links.
pub fn render_json(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let rendered = channels::render(text, &Ambient::at(NOW));
        assert!(!rendered.is_refused() || rendered.artifacts.is_empty(), "refused and made");
    }
}
