//! The example of Tencent Cloud Desk: the key is that of the signing samples.

use super::Example;
use crate::text::text;

pub const EXAMPLES: &[Example] = &[Example {
    code: "tencent-desk",
    name: text("小程序智能客服", "Desk in the mini program"),
    deployment: r#"{
  "channel": "tencent_desk",
  "target": "mini_program",
  "account": { "sdk_app_id": 1400000000 },
  "window": {
    "uikit_version": "1.5.11",
    "page": "pages/service/index",
    "sign_endpoint": "https://api.shop.example.com/desk/sign"
  },
  "parameters": {
    "toolbarButtonList": [
      { "title": "人工服务", "type": 1, "content": "", "isPreset": 1, "presetId": "humanService", "isEnabled": 1 },
      { "title": "查询包裹 & 退款", "type": 2, "content": "https://shop.example.com/parcel?id=1&from=desk", "isPreset": 0, "isEnabled": 1 }
    ],
    "bottomQuickOrder": {
      "header": "云客服年费版",
      "desc": "¥3000/年",
      "pic": "https://shop.example.com/p.png",
      "url": "https://shop.example.com/order?id=1",
      "customField": [{ "name": "订单号", "value": "20260101000001" }]
    }
  },
  "visitor": { "userID": "demo-visitor", "nickName": "演示用户" },
  "key": "6a696572752d64656d6f2d6b65792d6e6f742d666f722d616e792d7573652121"
}"#,
}];
