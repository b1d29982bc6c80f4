//! What must be done outside the code before a window works: check-lists, one per target.

use crate::text::{Text, text};

const CONSOLE_WINS_NOT: Text = text(
    "代码和链接里的设置优先于控制台：这里不填的选项才由控制台决定。",
    "Settings in the code win over the console; the console decides only what is left empty here.",
);
const VIP: Text = text(
    "用到 VIP 等级或客户标签时，先由管理员在「设置 · 自定义字段 · 客户字段 · 已设置字段」里建好，再把其中的 id 或参数名交给开发人员。",
    "For VIP levels or customer labels an administrator first makes them in the console under Settings, Custom fields, Customer fields, and hands their id or parameter name to the developers.",
);
const KEY: Text = text(
    "「安全密钥」的开启、关闭和生效范围都是立即生效的：打开之前，先让同一范围内的所有入口都带上 partnerid 和 sign，否则访客会看到「经验证当前用户为非法用户」而无法咨询。",
    "The security key, its scope included, takes effect at once: before switching it on, make every entry in that scope send partnerid and sign, or visitors are told that they are illegal users and cannot ask anything.",
);

pub const LINK: &[Text] = &[
    text(
        "管理员在智齿控制台「设置 · 支持渠道 · 移动网站 · 部署设置」取得接入代码，核对其中的 sysnum 和专属域名。",
        "An administrator takes the code from the console, Settings, Channels, Mobile site, Deployment, and compares its sysnum and host with those here.",
    ),
    text(
        "选链接还是网页组件：App 内嵌页推荐用链接；桌面网站想留在当前页聊天时用组件；移动网站、微信、商城和公众号两种都可以。",
        "Link or script component: for pages inside an app the link is advised; on desktop sites the component keeps the chat inside the page; mobile sites, WeChat, shops and official accounts can have either.",
    ),
    text(
        "选链接版本：iOS 和安卓 6.0 及以上用 v2 链接，安卓 6.0 以下的手机用旧版链接；桌面浏览器用 PC 链接。",
        "Which form: v2 for iOS and for Android 6.0 and later, the old form for phones below Android 6.0, the PC form for desktop browsers.",
    ),
    text(
        "桌面上如果还有人用 IE，需要 IE 10 及以上（接入说明写的是 IE 7，厂商较新的页面写 IE 10，按较严的准备）。",
        "Where people still use Internet Explorer it must be 10 or later (the document says 7, a newer page of the vendor 10; plan for the stricter one).",
    ),
    text(
        "App 里请用真机测试输入框：第三方输入法可能遮住它，需要参考厂商提供的 Demo 处理。",
        "In apps, test the input on real phones: third-party keyboards may cover it, and the vendor has a demo for that.",
    ),
    CONSOLE_WINS_NOT,
    KEY,
    VIP,
    text(
        "链接里的资料会进入浏览记录和访问日志：手机号、邮箱等请由您的服务端通过客户接口同步，不要放进链接。",
        "What a link carries reaches histories and access logs: let your server hand over phone numbers and e-mails through the customer interface instead.",
    ),
];

pub const COMPONENT: &[Text] = &[
    text(
        "管理员在智齿控制台「设置 · 支持渠道 · 桌面网站（或移动网站）· 部署设置」取得接入代码，核对其中的 sysnum 和专属域名。",
        "An administrator takes the code from the console, Settings, Channels, Desktop site (or Mobile site), Deployment, and compares its sysnum and host with those here.",
    ),
    text(
        "把代码放在网页 </body> 之前；单页应用只需放一次，重复执行不会重复加载。",
        "Put the code before </body>; once is enough in a single-page app, and running it again loads nothing twice.",
    ),
    text(
        "组件适合桌面和移动网站；App 内嵌页推荐改用聊天链接，并用真机测试第三方输入法是否遮住输入框。",
        "The component suits desktop and mobile sites. For pages inside an app the chat link is advised; test on real phones whether third-party keyboards cover the input.",
    ),
    text(
        "桌面上如果还有人用 IE，需要 IE 10 及以上（接入说明写的是 IE 7，厂商较新的页面写 IE 10，按较严的准备）；安卓 6.0 以下的手机请改用旧版链接。",
        "Where people still use Internet Explorer it must be 10 or later (the document says 7, a newer page of the vendor 10; plan for the stricter one). Phones below Android 6.0 need the old form of the link.",
    ),
    text(
        "网站若设置了内容安全策略（CSP），要允许专属域名的脚本和框架。",
        "Where the site has a content security policy, allow scripts and frames of the tenant's host.",
    ),
    CONSOLE_WINS_NOT,
    KEY,
    text(
        "打开安全密钥前，先上线签名接口：它只为当前登录的用户签名，密钥只留在您的服务端。",
        "Launch the signing address before switching the key on: it signs for the person who is signed in and nobody else, and the key stays on your server.",
    ),
    VIP,
    text(
        "要让客服看到浏览轨迹，管理员要在「设置 · 客服工作台」打开轨迹显示；要让客服手动邀请访客，可在「设置 · 支持渠道 · 桌面网站」打开「主动邀请会话」。",
        "For agents to see visited pages, an administrator switches them on under Settings, Agent desk; for agents to invite visitors, “invite to a conversation” is under Settings, Channels, Desktop site.",
    ),
    text(
        "用户退出登录后要刷新页面，否则聊天仍属于上一位用户。",
        "Reload the page after a sign-out, or the chat still belongs to the person before.",
    ),
];

pub const LEAVE_MESSAGE: &[Text] = &[
    text(
        "管理员在智齿控制台「设置 · 留言模板设置」建好模板；模板编号要由开发人员通过接口查看，再登记到本系统的「留言模板」。",
        "An administrator makes the templates in the console under Settings, Leave-message templates; developers read their ids through an interface and register them here as leave-message templates.",
    ),
    text(
        "uid 不是您自己的用户 ID：由您的服务端调用智齿客户中心的查询客户信息接口，取返回的 userid。没有 uid 也能留言，但客服看不出是哪位客户。",
        "uid is not your own user id: your server asks Sobot's customer query interface and takes userid. A message can be left without it, but agents cannot tell whose it is.",
    ),
    text(
        "source 固定为 9，由系统写入；它与「企业微信」是同一个编号，统计时请留意。",
        "source is always 9 and written for you; it is the number of WeCom too, so mind it in statistics.",
    ),
    text(
        "这个页面没有签名：知道网址的人都能替别人留言，uid 不要当作身份凭证。",
        "The page has no signature: whoever knows the address can leave a message in somebody's name, so a uid proves nothing.",
    ),
    text(
        "文档的示例用 www.sobot.com，聊天链接用企业自己的域名；这里用专属域名，上线前请打开一次确认。",
        "The document's sample has www.sobot.com while chat links have the tenant's host; the tenant's host is used here, so open it once before launch.",
    ),
];

pub const TICKET: &[Text] = &[
    text(
        "管理员在智齿控制台为工单添加自定义字段，类型选「对接型」；params 里的每个键名都必须是这样的字段。",
        "An administrator adds custom fields of the docking type to tickets in the console; every name in params must be such a field.",
    ),
    text(
        "在控制台设置对应的工单插件，复制它生成的链接，原样粘贴到这里，不要自己加 params。",
        "Set the ticket plugin up in the console, copy the address that it makes and paste it here as it is, without params of your own.",
    ),
    text(
        "params 在聊天里是自由的展示字段，在工单插件里只认「对接型」字段：两处的内容不要混用。",
        "In the chat params are free fields to display, in the ticket plugin only fields of the docking type count: do not use one for the other.",
    ),
    text(
        "带上字段后用手机打开一次，确认表单里已经填好；没有出现的字段，多半是键名不一致。",
        "Open the link with its fields on a phone once and see that the form is filled; a field that stays empty most likely has another name.",
    ),
    text(
        "链接里的内容访客能看到也能改动：价格、订单号等请在您的系统里再核对一次。",
        "Visitors can read and change what the link carries: check prices and order numbers against your own system.",
    ),
];

pub const WEB_VIEW: &[Text] = &[
    text(
        "把聊天页写进 app.json 的 pages（或分包），并从入口页用 wx.navigateTo 打开它：安卓上打开附件时会先返回上一页，所以它不能是第一个页面。",
        "List the chat page under pages of app.json (or in a subpackage) and open it with wx.navigateTo: on Android a tapped attachment goes back one page first, so it must not be the first page.",
    ),
    text(
        "在微信公众平台「开发管理 · 业务域名」添加专属域名。校验文件要放在该域名的根目录，而域名属于智齿，请联系智齿协助。",
        "Add the tenant's host as a business domain in the mini program's console. The check file belongs into the root of that host, which is Sobot's, so ask Sobot for help.",
    ),
    text(
        "在「开发管理 · 服务器域名」的 downloadFile 合法域名里，添加附件所在的域名；不清楚是哪个域名时，看一次打不开附件时控制台里的网址，或询问智齿。",
        "Add the host of the attachments to the downloadFile domains. Where you do not know it, look at the address in the console when an attachment does not open, or ask Sobot.",
    ),
    text(
        "打开安全密钥时，还要把签名接口的域名加进 request 合法域名；小程序请求不带 Cookie，要自己带上登录凭证。",
        "With the security key on, add the host of the signing address to the request domains too; mini programs send no cookies, so add your own session.",
    ),
    text(
        "个人主体的小程序不能使用 web-view；业务域名和下载域名是微信的平台规则，以微信公众平台的说明为准。",
        "Mini programs of private persons cannot use web-view; domains are rules of WeChat, whose own pages have the last word.",
    ),
    text(
        "聊天记录和附件都在智齿的页面里：请在小程序的隐私保护指引里写明。",
        "The conversation and its attachments live on Sobot's page: say so in the mini program's privacy notice.",
    ),
    CONSOLE_WINS_NOT,
    KEY,
    VIP,
    text(
        "iOS 能直接在聊天页里打开附件；附件处理只在安卓上起作用，请用安卓真机测试一次。",
        "iOS opens attachments inside the chat page by itself; the handler matters on Android, so test it on a real Android phone.",
    ),
];
