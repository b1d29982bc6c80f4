//! Examples of WeChat: all identifiers are invented.

use super::Example;
use crate::text::text;

pub const EXAMPLES: &[Example] = &[
    Example {
        code: "wechat-contact",
        name: text("商品页客服按钮", "Contact button on the product page"),
        deployment: r#"{
  "channel": "wechat",
  "target": "mini_program",
  "flavour": "native",
  "account": { "appid": "wx0123456789abcdef" },
  "window": { "page": "pages/goods/detail", "button_text": "联系客服" },
  "parameters": {
    "session-from": "goods",
    "show-message-card": true,
    "send-message-title": "我在看这件商品",
    "send-message-path": "/pages/goods/detail?id=1001"
  }
}"#,
    },
    Example {
        code: "wechat-service",
        name: text("会员中心微信客服", "WeChat service in the member centre"),
        deployment: r#"{
  "channel": "wechat",
  "target": "service_chat",
  "flavour": "uni_app",
  "account": { "appid": "wx0123456789abcdef" },
  "window": {
    "corp_id": "ww0123456789abcdef",
    "url": "https://work.weixin.qq.com/kfid/kfc0123456789abcdef",
    "page": "pages/member/index"
  },
  "parameters": { "showMessageCard": true, "sendMessageTitle": "会员服务" }
}"#,
    },
];
