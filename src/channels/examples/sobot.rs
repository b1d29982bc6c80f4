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
];
