//! The example of WeCom; its plugid is invented.

use super::Example;
use crate::text::text;

pub const EXAMPLES: &[Example] = &[Example {
    code: "wecom-order",
    name: text("订单页企业微信按钮", "WeCom button on the order page"),
    deployment: r#"{
  "channel": "wecom",
  "target": "mini_program",
  "window": {
    "plugid": "a1b2c3d4e5f60718293a4b5c6d7e8f90",
    "version": "1.4.3",
    "provider": "wx104a1a20c3f81ec2",
    "alias": "contactPlugin",
    "staff": "single",
    "page": "pages/order/detail"
  },
  "parameters": { "styleType": "1", "isMask": true, "contactText": "1", "buttonText": "0" }
}"#,
}];
