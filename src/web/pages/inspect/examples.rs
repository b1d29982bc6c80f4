//! Short texts to try the page with: each has something wrong with it.

use crate::text::{Text, text};

pub struct Example {
    pub label: Text,
    pub text: &'static str,
}

pub const EXAMPLES: &[Example] = &[
    Example {
        label: text("智齿聊天链接", "A Sobot chat link"),
        text: "https://demo.sobot.com/chat/h5/v2/index.html?sysnum=4c349791a07b46c1a70b8ac88aa23257&partnerid=u 1001&uname=张三&color=%2304babc",
    },
    Example {
        label: text("企业微信插件标签", "A WeCom plugin tag"),
        text: "<cell\n  plugid=\"请填写 plugid\"\n  styleType=\"2\"\n  bubbleColor=\"#4790EE\"\n  bind:completemessage=\"completemessage\"\n/>",
    },
    Example {
        label: text("微信客服按钮", "A WeChat contact button"),
        text: "<button open-type=\"contact\" :session-from=\"session\" show-message-card=\"true\">联系客服</button>",
    },
    Example {
        label: text("支付宝客服按钮", "An Alipay contact button"),
        text: "<contact-button\n  tnt-inst-id=\"KLPV1SZM\"\n  scene=\"SCE01012345\"\n  ext-info=\"{{ {appId: '2021000000000000'} }}\"\n/>",
    },
];
