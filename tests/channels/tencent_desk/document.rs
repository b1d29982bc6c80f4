//! Every code sample of the vendor document, and the input that makes its working form.

use jieru::channels::Rendered;
use serde_json::{Value, json};

use super::super::reading::{artifact, rendered, run};
use super::desk;

/// What a working form must hold.
type Proof = fn(&Rendered);

/// A code sample of the document, the input that produces its working form, and the proof.
type Sample = (&'static str, fn() -> Value, Proof);

const SAMPLES: &[Sample] = &[
    ("npm init -y", plain, |made| {
        assert!(artifact(made, "setup.sh").contains("[ -f package.json ] || npm init -y"));
    }),
    ("npm i @tencentcloud/ai-desk-customer-wechat@latest", plain, |made| {
        let package: Value = serde_json::from_str(artifact(made, "package.json")).unwrap();
        let wanted = json!({"dependencies": {"@tencentcloud/ai-desk-customer-wechat": "1.5.11"}});
        assert_eq!(package, wanted);
    }),
    ("macOS: mkdir and rsync", plain, |made| {
        let script = artifact(made, "setup.sh");
        assert!(script.contains("mkdir -p") && script.contains("excluded-list.txt"));
    }),
    ("Windows: robocopy", plain, |made| {
        assert!(
            artifact(made, "setup.ps1")
                .contains("robocopy (Join-Path 'node_modules' $kit) $root /E")
        );
    }),
    ("app.js", plain, app_starts),
    ("app.json", plain, |made| {
        let app: Value = serde_json::from_str(artifact(made, "app.json")).unwrap();
        let wanted = json!({
            "subPackages": [{"root": "ai-desk-customer-wechat", "pages": ["pages/index/index"], "entry": "index.js"}],
            "preloadRule": {"pages/index/index": {"network": "all", "packages": ["ai-desk-customer-wechat"]}},
        });
        assert_eq!(app, wanted);
    }),
    ("pages/index/index.js", plain, |made| {
        let page = artifact(made, "pages/index/index.js");
        assert!(page.contains(
            "\"/ai-desk-customer-wechat/pages/index/index?SDKAppID=1400000000&userID=\""
        ));
        assert!(!page.contains("encodeURIComponent(") && page.contains("getSupport: function"));
    }),
    ("pages/index/index.wxml", plain, |made| {
        let wanted = "<button class=\"get-support\" bind:tap=\"getSupport\">咨询客服</button>\n";
        assert_eq!(artifact(made, "pages/index/index.wxml"), wanted);
    }),
    ("pages/index/index.wxss", plain, |made| {
        assert!(artifact(made, "pages/index/index.wxss").contains("background-color: #0052d9;"));
    }),
    ("nickName and avatar", profile, |made| {
        let page = artifact(made, "pages/index/index.js");
        assert!(page.contains("\"nickName\":\"小明\"") && page.contains("\"avatar\":\"https://"));
    }),
    ("toolbarButtonList", toolbar, |made| {
        let page = artifact(made, "pages/index/index.js");
        assert!(page.contains("\"&toolbarButtonList=\" + '[{\"title\":\"\\\\u4eba\\\\u5de5"));
        assert!(page.contains("\"isPreset\":1,\"presetId\":\"humanService\",\"isEnabled\":1"));
    }),
    ("bottomQuickOrder", order, |made| {
        let page = artifact(made, "pages/index/index.js");
        assert!(page.contains("url += \"&bottomQuickOrder=\" + '{\"header\":\"\\\\u667a"));
    }),
    ("customerServiceIDList and customerServiceID", numbers, |made| {
        let page = artifact(made, "pages/index/index.js");
        assert!(page.contains(
            "'[\"customerServiceID_001\",\"customerServiceID_002\",\"customerServiceID_003\"]'"
        ));
        assert!(page.contains("\"&customerServiceID=\" + 'customerServiceID_002'"));
    }),
];

fn plain() -> Value {
    desk(json!({}), json!({}), json!({}))
}

fn profile() -> Value {
    let visitor =
        json!({"userID": "test-1234", "nickName": "小明", "avatar": "https://i.example.com/a.png"});
    desk(json!({}), json!({}), visitor)
}

fn sample_buttons() -> Value {
    let icon =
        "https://tccc-im-agent-avatar-1258344699.cos.ap-nanjing.myqcloud.com/toolbar_button_1.png";
    json!([
        {"title": "人工服务", "icon": icon, "type": 1, "content": "", "isPreset": 1, "presetId": "humanService", "isEnabled": 1},
        {"title": "服务评价", "icon": icon, "type": 1, "content": "", "isPreset": 1, "presetId": "serviceRating", "isEnabled": 1},
        {"title": "结束对话", "icon": icon, "type": 1, "content": "", "isPreset": 1, "presetId": "endHumanService", "isEnabled": 1},
        {"title": "智能客服", "type": 1, "content": "智能客服高", "isPreset": 0, "isEnabled": 1},
    ])
}

fn toolbar() -> Value {
    desk(json!({}), json!({"toolbarButtonList": sample_buttons()}), json!({}))
}

fn order() -> Value {
    let card = json!({
        "header": "智能客服高级版", "desc": "¥3000/月",
        "pic": "https://cloudcache.tencent-cloud.com/qcloud/portal/kit/images/presale.a4955999.jpeg",
        "url": "https://cloud.tencent.com/document/product/269/97537",
        "customField": [
            {"name": "订单号", "value": "11111111111111111111"},
            {"name": "下单时间", "value": "2025-07-02 16:23"},
        ],
    });
    desk(
        json!({"uikit_version": "1.5.2"}),
        json!({"toolbarButtonList": sample_buttons(), "bottomQuickOrder": card}),
        json!({}),
    )
}

fn numbers() -> Value {
    let list = ["customerServiceID_001", "customerServiceID_002", "customerServiceID_003"];
    desk(
        json!({"uikit_version": "1.5.3"}),
        json!({"customerServiceIDList": list, "customerServiceID": "customerServiceID_002"}),
        json!({}),
    )
}

/// The kit registers the app; where it cannot be loaded, that is told.
fn app_starts(made: &Rendered) {
    let stub = "var loaded, mounted = [], exports = {}, fails = false;
        function require() {}
        require.async = function (path) { loaded = path; return fails ? Promise.reject({mod: path, errMsg: 'no'}) : Promise.resolve({
          createSSRApp: function (app) { return { mount: function (at) { mounted.push([at, Object.keys(app)]); } }; } }); };";
    let code = artifact(made, "app.js");
    let seen = run(stub, code, "[loaded, mounted, typeof exports.createApp, logged]");
    assert_eq!(seen[0], "./ai-desk-customer-wechat/common/vendor");
    assert_eq!(
        seen[1][0],
        json!(["#app", ["globalData", "onLaunch", "onShow", "onHide", "methods"]])
    );
    assert_eq!((&seen[2], &seen[3]), (&json!("function"), &json!([])));
    let failed = run(&format!("{stub} fails = true;"), code, "[mounted, logged.length]");
    assert_eq!(failed, json!([[], 1]));
}

#[test]
fn every_sample_of_the_document_has_a_working_form() {
    assert_eq!(SAMPLES.len(), 13);
    for (sample, input, proof) in SAMPLES {
        let made = rendered(&input());
        assert_eq!(made.artifacts.len(), 8, "{sample}");
        proof(&made);
    }
}
