//! What only somebody with a clock can know.

use jieru::channels::inspect::{Today, inspect, inspect_with};
use jieru::channels::{Ambient, scheme};
use serde_json::json;

/// A text alone does not say what day it is; whoever asks may.
#[test]
fn an_expired_signature_is_told_where_the_time_is_known() {
    let input = json!({"sdk_app_id": 1_400_000_000, "key": "6a696572752d64656d6f2d6b65792d6e6f742d666f722d616e792d7573652121",
        "user_id": "u1", "expire": 86_400});
    let signed = scheme("tencent_usersig")
        .unwrap()
        .sign(input.as_object().unwrap(), &Ambient::at(1_767_225_600))
        .unwrap();
    let url = format!(
        "/ai-desk-customer-wechat/pages/index/index?SDKAppID=1400000000&userID=u1&userSig={}",
        signed["user_sig"].as_str().unwrap()
    );
    let expired = |now: Option<i64>| {
        let found = match now {
            Some(now) => inspect_with(&url, &Today(now)),
            None => inspect(&url),
        };
        let entry = found.entries.first().expect("an entry");
        entry.findings.iter().any(|one| one.id == "tencent_desk.usersig-invalid")
    };
    assert!(!expired(None));
    assert!(!expired(Some(1_767_225_600 + 86_400)), "the last second counts");
    assert!(expired(Some(1_767_225_600 + 86_401)));
}
