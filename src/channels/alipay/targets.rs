//! What a window of this vendor can be.

use super::params::window::{BUTTON_WINDOW, LINK_WINDOW};
use super::scheme::SCHEME;
use crate::channels::Target;
use crate::text::{Text, text};

const CONSOLE: Text = text(
    "在小程序管理后台「设置 · 小程序信息 · 在线客服」打开云客服，再到云客服「设置 · 服务窗配置 · 聊天窗 URL」取 tntInstId 和 scene；较新的控制台放在「部署」里。",
    "Open the service console from the mini program's console under Settings, Mini program information, Online service; there, Settings, Service window, Chat window URL shows tntInstId and scene. Newer consoles have both under “deploy”.",
);
const ENTERPRISE: Text = text(
    "仅支持企业账号；一个企业支付宝账号对应一个企业编码，每个聊天窗各有一个 scene。",
    "Enterprise accounts only; an enterprise account has one tntInstId, and each chat window has a scene of its own.",
);
const PUBLIC_KEY: Text = text(
    "使用访客名片时：提交工单并提供 tntInstId，由厂商发放公钥（控制台不能自助获取）；公钥只放在服务端，登记到「安全密钥」。",
    "For visitor cards: ask for the public key by a ticket that names the tntInstId, as the console does not hand it out; keep it on servers, and register it as a security key.",
);

pub const TARGETS: &[Target] = &[
    Target {
        id: "mini_program",
        label: text("支付宝小程序按钮", "Button in a mini program"),
        summary: text(
            "页面里的一个 contact-button 标签，和为它准备数据的一段 js。",
            "A contact-button tag in a page, and the script that prepares its data.",
        ),
        window_fields: BUTTON_WINDOW,
        flavours: &[],
        account: true,
        key: Some(SCHEME),
        plugin: false,
        template: false,
        links: false,
        prerequisites: &[
            ENTERPRISE,
            CONSOLE,
            text(
                "要求基础库 1.14.1、支付宝客户端 10.1.10 或更高；更低的版本不显示按钮，请另留联系方式。",
                "Needs base library 1.14.1 and Alipay 10.1.10; older ones do not show the button, so leave another way to reach you.",
            ),
            text(
                "原生渲染引擎不支持这个组件：用 my.canIUse('contact-button') 判断后再显示。",
                "The native rendering engine lacks the component: ask my.canIUse('contact-button') before showing it.",
            ),
            text(
                "没写代码却出现客服图标，或有的手机不显示：在小程序控制台「设置 · 小程序信息 · 在线客服」选择是否显示客服图标。",
                "Where a service icon shows without code, or only on some phones: choose in the console, under Settings, Mini program information, Online service, whether it shows.",
            ),
            text(
                "按钮不显示时，聊天记录在支付宝「朋友 · 服务提醒」中查看。",
                "Where the button does not show, earlier chats are found in Alipay under Friends, Service reminders.",
            ),
            PUBLIC_KEY,
            text(
                "代码请求您的名片接口时，要把它的域名加入小程序的「服务器域名白名单」。",
                "Where the code asks your card address, add its domain to the mini program's list of server domains.",
            ),
            text(
                "Taro（React）中不能用小写的 contact-button，构建时会被丢弃：请从 @tarojs/components 引入 ContactButton，属性写作 tntInstId、alipayCardNo、extInfo。仍有人遇到空节点，请在真机上确认。",
                "In Taro (React) a lower-case contact-button is dropped at build: import ContactButton from @tarojs/components and write tntInstId, alipayCardNo, extInfo. Some still get an empty node, so try it on a phone.",
            ),
        ],
    },
    Target {
        id: "h5_link",
        label: text("H5 链接", "H5 link"),
        summary: text(
            "一个网址，在手机浏览器、公众号或 App 的网页里打开聊天窗。",
            "An address that opens the chat in mobile browsers, official accounts or web views of apps.",
        ),
        window_fields: LINK_WINDOW,
        flavours: &[],
        account: true,
        key: Some(SCHEME),
        plugin: false,
        template: false,
        links: true,
        prerequisites: &[
            ENTERPRISE,
            CONSOLE,
            text(
                "从控制台复制的链接常以 #/ 结尾：cinfo 和 key 必须放在 # 之前，放在后面访客会是匿名的。",
                "Links copied from the console often end in #/: cinfo and key must stand before the #, or the visitor stays anonymous.",
            ),
            PUBLIC_KEY,
            text(
                "名片接口要允许网页跨域请求（CORS，带凭证），并只为当前登录的用户生成名片。",
                "The card address must allow requests of the page's origin (CORS with credentials), and make cards for the person who is signed in only.",
            ),
        ],
    },
];
