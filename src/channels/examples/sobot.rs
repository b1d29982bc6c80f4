//! Examples of Sobot: the sysnum stands in the vendor's own document, the key in public test vectors.

use super::Example;
use crate::text::text;

pub const EXAMPLES: &[Example] = &[
    Example {
        code: "sobot-link",
        name: text("官网售前咨询", "Pre-sales on the main site"),
        deployment: r#"{
  "channel": "sobot",
  "target": "link",
  "account": { "sysnum": "4c349791a07b46c1a70b8ac88aa23257", "host": "demo.sobot.com" },
  "window": { "variant": "h5" },
  "parameters": {
    "color": "04babc",
    "locale": "cn",
    "top_bar_flag": true,
    "title_flag": "2",
    "custom_title": "在线客服",
    "msg_flag": true
  },
  "visitor": { "partnerid": "test-001", "uname": "测试访客" },
  "key": "test-key-0001"
}"#,
    },
    Example {
        code: "sobot-web",
        name: text("官网右下角组件", "Corner entry of the main site"),
        deployment: r#"{
  "channel": "sobot",
  "target": "component",
  "account": { "sysnum": "4c349791a07b46c1a70b8ac88aa23257", "host": "demo.sobot.com" },
  "window": { "init": "auto" },
  "parameters": {
    "color": "04babc",
    "location": "1",
    "robot_hello_word": "您好，请问有什么可以帮您？"
  },
  "visitor": {}
}"#,
    },
    Example {
        code: "sobot-message",
        name: text("售后留言", "After-sales messages"),
        deployment: r#"{
  "channel": "sobot",
  "target": "leave_message",
  "account": { "sysnum": "4c349791a07b46c1a70b8ac88aa23257", "host": "demo.sobot.com" },
  "window": { "templateid": "5f2c1a9b7d3e4c6f8a0b1c2d3e4f5a6b", "groupid": "after-sales" },
  "parameters": { "locale": "cn" },
  "visitor": { "uid": "test-001", "uname": "测试访客" }
}"#,
    },
    Example {
        code: "sobot-message-en",
        name: text("售后留言（英文）", "After-sales messages (English)"),
        deployment: r#"{
  "channel": "sobot",
  "target": "leave_message",
  "account": { "sysnum": "4c349791a07b46c1a70b8ac88aa23257", "host": "demo.sobot.com" },
  "window": { "templateid": "5f2c1a9b7d3e4c6f8a0b1c2d3e4f5a6b", "groupid": "after-sales" },
  "parameters": { "locale": "en" },
  "visitor": { "uid": "test-001", "uname": "Test visitor" }
}"#,
    },
    Example {
        code: "sobot-vip",
        name: text("会员专线", "Members’ line"),
        deployment: r#"{
  "channel": "sobot",
  "target": "link",
  "account": { "sysnum": "4c349791a07b46c1a70b8ac88aa23257", "host": "demo.sobot.com" },
  "window": { "variant": "h5" },
  "parameters": { "color": "04babc", "locale": "cn" },
  "visitor": {
    "partnerid": "test-001",
    "uname": "测试会员",
    "is_vip": true,
    "vip_level": "gold",
    "user_label": "regular",
    "customer_fields": { "customField4": "北京", "customField5": "12800" }
  },
  "key": "test-key-0001"
}"#,
    },
    Example {
        code: "sobot-ticket",
        name: text("报修工单", "Repair tickets"),
        deployment: r#"{
  "channel": "sobot",
  "target": "ticket",
  "account": { "sysnum": "4c349791a07b46c1a70b8ac88aa23257", "host": "demo.sobot.com" },
  "window": { "url": "https://demo.sobot.com/ticket/form/index.html?id=42#/new" },
  "visitor": {}
}"#,
    },
    Example {
        code: "sobot-mini",
        name: text("小程序里的智齿聊天页", "Sobot chat inside the mini program"),
        deployment: r#"{
  "channel": "sobot",
  "target": "web_view",
  "account": { "sysnum": "4c349791a07b46c1a70b8ac88aa23257", "host": "demo.sobot.com" },
  "window": { "page": "pages/chat/chat" },
  "parameters": { "color": "04babc", "custom_title": "在线客服" },
  "visitor": { "partnerid": "test-001", "uname": "测试访客" },
  "key": "test-key-0001"
}"#,
    },
];
