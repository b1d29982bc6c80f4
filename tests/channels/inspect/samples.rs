//! The vendor's own samples, in the form in which they work, are innocent.

use jieru::channels::inspect::inspect;

use super::{SYSNUM, ids};

/// Chapters of the document about the web integration; the host and the sysnum are put in.
const SOBOT: &[&str] = &[
    r#"<!DOCTYPE html>
<html>
<head>
<title>聊天客户端</title>
</head>
<body>
<!--html标签-->
<!-- ***为您的自定义域名 -->
<a href="https://demo.sobot.com/chat/h5/v2/index.html?sysnum=SYSNUM" target="_blank">欢迎咨询</a>
</body>
</html>"#,
    r#"<!DOCTYPE html>
<html>
<body>
<script>
(function (w, d, e, x) {
w[e] = function () {
w.cbk = w.cbk || []
w.cbk.push(arguments);
}
x = d.createElement("script");
x.async = true;
x.id = "zhichiScript";
// ***为您的自定义域名
x.src = "https://demo.sobot.com/chat/frame/v2/entrance.js?sysnum=SYSNUM";
d.body.appendChild(x);
})(window, document, "zc");
</script>
</body>
</html>"#,
    r#"<button class="zhiCustomBtn">欢迎咨询</button>
<script>
(function (w, d, e, x) {
w[e] = function () {
w.cbk = w.cbk || []
w.cbk.push(arguments);
}
x = d.createElement("script");
x.async = true;
x.id = "zhichiScript";
x.className="zhiCustomBtn"; //该class绑定到自定义按钮上 第一步
x.src = "https://demo.sobot.com/chat/frame/v2/entrance.js?sysnum=SYSNUM";
d.body.appendChild(x);
})(window, document, "zc");
zc("config",{
custom:true, //设置自定义生效 第二步
})
</script>"#,
    "//第一步\nzc(\"config\", {\n\"manual\": true, //设置成手动初始化\n})\n//第二步 通过事件手动初始化\ndocument.getElementById(\"customBtn\").addEventListener(\"click\",function(){\nzc(\"frame_manual\", function (res) {\nconsole.log(\"初始化成功\")\n})\n})",
    "zc(\"config\",{\n\"color\":\"04babc\", //客户端主题色 (格式为 0-9 a-f 之间的六位有效字符 不用加#)\n\"location\":1, //咨询入口位置 1-右下角 2-左下角 (默认右下角)\n})",
    "<script>\ndocument.getElementById(\"dynBtn\").addEventListener(\"click\",function(){\n//模拟动态插入数据\ndocument.getElementById(\"root\").innerHTML = '<button class=\"zhiCustomBtn\">咨询</button>';\nzc(\"dynamic_ready\")\n})\n</script>",
    "zc('receive_message',function(res){\n//返回格式:{ img:\"客服头像\"}\n})\nzc(\"offline_message_count\",function(res){\nconsole.log(res)\n})",
    "zc(\"config\",{\ncard_title:\"云客服_智齿客服\",\ncard_url:encodeURIComponent(\"http://www.sobot.com\"),\ncard_desc:\"云客服,在线客服系统\",\ncard_note:\"1500,2000\",\ncard_picture:encodeURIComponent(\"https://img.sobot.com/console/common/face/admin.png\")\n})",
    "var goods = [{\"name\":\"saaadad\",\"pictureUrl\":encodeURIComponent(\"https://img.sobot.com/console/common/face/admin.png\")}];\nzc(\"config\", {\norder_status: 1,\ncreate_time: \"1586414406391\",\norder_code: 11111,\norder_url: encodeURIComponent(\"http://www.sobot.com\"),\ngoods_count: 2,\ntotal_fee: 1000, //(以分为单位)\ngoods: JSON.stringify(goods),\n});",
    "zc(\"config\",{\nuname:\"小丁哥\", //客户名称\nrealname:\"丁丁猫\",\ntel:\"18888888888\",\nemail:\"dingmao@163.com\",\nqq:\"2345678\",\nface:'https://img.sobot.com/console/common/face/admin.png',\nremark:\"vip客户,每次响应不能超过5秒钟\"\n})",
    "var args = {\n等级:\"Boss\",\n惯称:\"智齿sobot\",\n来自:\"北京\"\n};\nzc(\"config\",{\nparams:JSON.stringify(args)\n})",
    "zc(\"config\",{\n// 1 : 仅机器人客服模式\ntype:3,\nrobotid:2,\nagentid:'1q2w3e4r', //人工客服id 指定客服接待\ngroupid:'4r3e2w1q',\n})",
    "var action = [\n{\n\"actionType\":\"to_group\",\n\"optionId\":\"3\",\n\"deciId\":\"162bb6bb038d4a9ea018241a30694064\",\n\"spillId\":\"4\"\n},\n{\n\"actionType\": \"to_group\",\n\"optionId\": \"4\",\n\"deciId\": \"cae6834444ac43e39d95b1725d2ae454\"\n}\n];\nvar payload = JSON.stringify(action);\nzc(\"config\",{\ntransfer_action:payload,\n})",
    "zc(\"config\",{\nis_vip:1, // 是否是VIP客户\nvip_level: \"05bcdc56e68149d1841962caf593d077\", // VIP等级\n})",
    "zc(\"config\",{\ninvite:1,\ntip_title:'欢迎咨询',\nsubmit_title:'开始聊天吧',\nfirst_timeout:2,\nover_timeout:10,\ninvite_count:5,\n})",
    "zc(\"config\",{\nman_trace:true, //开启收集用户方访问轨迹\npre_visit_args:{\n'pre_abstract':'来源页的摘要 没有 则不传'\n},\ncur_visit_args:{\n'cur_visit_url': '当前页的url 没有 则不传',\n'cur_thumbnail': '当前页的缩略图 没有 则不传'\n}\n})",
    "zc(\"config\",{\nleave_msg_flag:true, //输入框菜单区域的留言按钮 true开启 false关闭\nmsg_flag:false, //系统提示的留言引导 false开启 true关闭\nfeedback_flag: true,\nphoto_flag: true,\nshow_evaluate: 0,\n})",
    "zc(\"config\",{\nto_customsys_flag:true,\nto_customsys_url:'https://www.sobot.com'\n})",
    "zc('config', {\n'reload': true //默认false不设置 建议不开启该功能\n})\nzc(\"config\", {\n\"emoji_state\": \"hide\" // 默认不隐藏\n})\nzc(\"config\", {\n\"is_link\": 1, // 0为不可跳转\n})",
    "<!--pages/web.wxml-->\n<web-view src=\"https://demo.sobot.com/chat/h5/v2/index.html?sysnum=SYSNUM&source=10\" bindmessage=\"msgFn\"></web-view>",
    "https://demo.sobot.com/chat/h5/v2/leavemessage.html?sysnum=SYSNUM&uid=u9&source=9&uname=a&templateid=t1&groupid=g1&locale=cn&t=1",
];

#[test]
fn the_vendors_working_samples_are_innocent() {
    for sample in SOBOT {
        let text = sample.replace("SYSNUM", SYSNUM);
        let inspection = inspect(&text);
        let found: Vec<_> = inspection.entries.iter().flat_map(|entry| &entry.findings).collect();
        assert!(found.is_empty(), "{found:?}\nin {text}");
        assert!(inspection.entries.iter().any(|entry| entry.channel == Some("sobot")), "{text}");
    }
}

/// What the document prints and what does not work is found.
#[test]
fn the_vendors_broken_samples_are_found() {
    let cases: &[(&str, &str)] = &[
        ("https://***.sobot.com/chat/h5/v2/index.html?sysnum=SYSNUM", "sobot.host-not-vendor"),
        (
            "https://demo.sobot.com/chat/h5/v2/index.html?sysnum=4c349791a07b46c1a70b8ac88aa23257",
            "sobot.demo-sysnum",
        ),
        (
            "<a href='https://demo.sobot.com/chat/h5/v2/index.html?sysnum=SYSNUM&order_status=1&order_url=http://www.sobot.com&goods=[{\"name\":\"saaadad\",\"pictureUrl\":\"https://img.sobot.com/console/common/face/admin.png\"}]' target=\"_blank\">欢迎咨询</a>",
            "link.json-half-encoded",
        ),
        (
            "https://demo.sobot.com/ticket/form/index.html?id=1¶ms={\"card_title\":\"云客服_智齿客服\"}",
            "html.entity-loss",
        ),
        (
            "window.onmessage = function(e){\nif(e&&e.data){\nconst {name,data} = JSON.parse(e.data);\nif(name==='zc_post_message'){\nconst {action,} = data;\nswitch(data.action){\ncase 'chat_collapse_window':\nbreak;\n}\n}\n}\n}",
            "sobot.onmessage-overwritten",
        ),
        (
            "zc(\"config\", {\norder_status: 1,\nstatus_custom: \"自定义状态\",\n});",
            "sobot.rule-unsatisfied",
        ),
        ("zc(\"config\",{\ninvite_flag:true, //true关闭,默认开启\n})", "sobot.inverted-flag"),
        (
            "zc(\"config\",{\ncur_visit_args:{\n'pcur_thumbnail': '当前页的缩略图'\n}\n})",
            "sobot.unknown-parameter",
        ),
    ];
    for (sample, id) in cases {
        let text = sample.replace("SYSNUM", SYSNUM);
        assert!(ids(&inspect(&text)).contains(id), "{id} in {text}: {:?}", ids(&inspect(&text)));
    }
}
