//! Guilty and innocent texts about Sobot, by the id of the finding.
#![expect(clippy::too_many_lines, reason = "lists of cases")]

use super::SYSNUM;
use super::cases::{Case, ENTRANCE, case, component};

pub fn sobot_table_cases() -> Vec<Case> {
    vec![
        case(
            "sobot.unknown-parameter",
            &[
                "H5&modulType=2",
                "zc('config', {colour: '04babc', uname: 'a'})",
                "zc('config', {cur_visit_args: {pcur_thumbnail: 'x'}})",
                "zc(\"trace\",{cur_visit_args:{pcur_thumbnail: 'x'}})",
            ],
            &[
                "H5&channelid=2",
                "zc('config', {color: '04babc'})",
                "zc('config', {cur_visit_args: {cur_thumbnail: 'x'}})",
                "zc('trace', {cur_visit_args: {cur_thumbnail: 'x'}})",
                "H5&ut=5c1d8f3a9b",
                "https://example.com/?modulType=1",
            ],
        ),
        case(
            "sobot.value-not-allowed",
            &[
                "H5&type=9",
                "https://demo.sobot.com/chat/h5/v2/leavemessage.html?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f&uid=u9&source=10",
                "H5&time=5",
                "zc('config', {locale: 'zh', uname: 'a'})",
                "H5&params=%7B",
            ],
            &[
                "H5&type=4",
                "H5&source=17",
                "https://demo.sobot.com/chat/h5/v2/leavemessage.html?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f&uid=u9&source=9",
                "zc('config', {locale: lang, uname: 'a'})",
                "H5&params=%7B%7D",
            ],
        ),
        case(
            "sobot.rule-unsatisfied",
            &[
                "H5&title_flag=2&custom_title=a",
                "H5&vip_level=3",
                "zc('config', {vip_level: '3', is_vip: 0})",
                "zc('config', {title_flag: 1, uname: 'a'})",
            ],
            &[
                "H5&top_bar_flag=1&title_flag=2&custom_title=a",
                "zc('config', {vip_level: '3', is_vip: vip})",
                "zc('config', {vip_level: '3', ...rest})",
                "H5&is_vip=1&vip_level=3",
            ],
        ),
        case(
            "sobot.not-in-this-target",
            &["H5&invite=1", "H5&custom=true", "zc('config', {top_bar_flag: 1})"],
            &["H5&top_bar_flag=1", "zc('config', {invite: 1})", "zc('config', {custom: true})"],
        ),
        case(
            "sobot.host-not-vendor",
            &[
                "https://shop.example.com/#/chat/h5/v2/index.html?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f",
                "https://***.sobot.com/chat/h5/v2/index.html?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f",
                "https://a.b.sobot.com/chat/h5/v2/index.html",
            ],
            &[
                "H5",
                "https://sg.sobot.io/chat/pc/v2/index.html?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f",
                "https://shop.example.com/chat/pc/index.html",
                "x = host + '/chat/h5/v2/index.html?sysnum=' + id",
            ],
        ),
        case(
            "sobot.groupid-equals-sysnum",
            &["H5&groupid=b7f1c2d3e4f5061728394a5b6c7d8e9f"],
            &["H5&groupid=c7f1c2d3e4f5061728394a5b6c7d8e9f"],
        ),
        case(
            "sobot.required",
            &[
                "https://demo.sobot.com/chat/h5/v2/index.html?uname=a",
                "<a href=\"https://demo.sobot.com/chat/h5/v2/index.html\">问</a>",
                "<script src=\"https://demo.sobot.com/chat/frame/v2/entrance.js\"></script>",
            ],
            &[
                "H5",
                "<script src=\"ENTRANCE\"></script>",
                "const base = 'https://demo.sobot.com/chat/h5/v2/index.html'; go(base + q)",
                "<a href=\"https://demo.sobot.com/chat/h5/v2/index.html?sysnum={{sysnum}}\">问</a>",
                "<p>打开 https://demo.sobot.com/chat/h5/v2/index.html 即可</p>",
                "x.src = 'https://demo.sobot.com/chat/frame/v2/entrance.js'; x.src += '?sysnum=' + s",
            ],
        ),
        case(
            "sobot.partnerid-constant",
            &[
                "<body><a href=\"H5&amp;partnerid=user_8831\">问</a></body>",
                "location.href = 'H5&partnerid=user_8831'",
                "const pid = 'user_8831'; zc('config', {partnerid: pid})",
                "H5&partnerid=test",
                "zc('config', {partnerid: '1'})",
                "zc('config', { partnerid: \"user_8831\", uname: 'a' })",
            ],
            &[
                "H5&partnerid=u1001",
                "zc('config', {partnerid: user.id})",
                "zc('config', {partnerid: '<%= id %>'})",
                "zc('config', {partnerid: '{{ user.id }}'})",
                "zc('config', {partnerid: '<?php echo $id ?>'})",
                "<body><a href=\"H5&amp;partnerid={{ user.id }}\">问</a></body>",
                "<a href=\"H5&amp;partnerid=user_8831\">问</a>",
                "zc('config', withVisitor({partnerid: 'user_8831'}))",
            ],
        ),
    ]
}

pub fn sobot_cases() -> Vec<Case> {
    let h5 = "https://demo.sobot.com/chat/h5";
    let pc = "https://demo.sobot.com/chat/pc";
    vec![
        case(
            "sobot.demo-sysnum",
            &[
                "https://demo.sobot.com/chat/h5/v2/index.html?sysnum=4c349791a07b46c1a70b8ac88aa23257",
                "https://demo.sobot.com/chat/h5/index.html?sysNum=3542411be2184c8cb6b48d66ca1b2730",
            ],
            &["H5"],
        ),
        case(
            "sobot.not-https",
            &[
                "http://demo.sobot.com/chat/h5/v2/index.html?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f",
            ],
            &[
                "H5",
                "<script src=\"//demo.sobot.com/chat/frame/v2/entrance.js?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f\"></script>",
            ],
        ),
        case(
            "sobot.legacy-names",
            &[
                &format!("{h5}/v2/index.html?sysNum={SYSNUM}"),
                &format!("{h5}/index.html?sysNum={SYSNUM}&partnerId=u1"),
                &format!("{h5}/index.html?sysnum={SYSNUM}"),
                &format!("{pc}/index.html?sysNum={SYSNUM}&partnerId=u1"),
                &format!(
                    "<script src=\"{pc}/pc.min.js?sysNum={SYSNUM}\" id=\"zhichiload\"></script>"
                ),
                "zc('config', {partnerId: 'u1', uname: 'a'})",
            ],
            &["H5&partnerid=u1", "https://shop.example.com/?partnerId=1"],
        ),
        case(
            "sobot.partnerid-random",
            &[
                "zc('config', {partnerid: 'u' + Math.random()})",
                "var id = Date.now();\nzc('config', {partnerid: id})",
                "x = 'H5&partnerid=' + uuid()",
                "<a href=\"H5&amp;partnerid=5f4dcc3b5aa765d61d8327deb882cf99\">x</a>",
                "H5&partnerid=5f4dcc3b5aa765d61d8327deb882cf99",
                "H5&partnerid=q8Zk2mW0xT5vB7nL3cR9yJ1hG4fD6sPa",
            ],
            &[
                "zc('config', {partnerid: user.id})",
                "zc('config', {partnerid: user.uuid})",
                "H5&partnerid=5f4dcc3b5aa765d61d8327deb882cf99&sign=620d7b59c794bf2ea03fd8886e0ccd0e",
                "H5&partnerid=20260101000000000000000000000000",
                "var r = Math.random();\nzc('config', {partnerid: uid})",
            ],
        ),
        case(
            "sobot.sign-without-partnerid",
            &["H5&sign=620d7b59c794bf2ea03fd8886e0ccd0e", "zc('config', {sign: sign, uname: 'a'})"],
            &[
                "H5&partnerid=u1&sign=620d7b59c794bf2ea03fd8886e0ccd0e",
                "zc('config', {sign: sign, partnerid: id})",
            ],
        ),
        case(
            "sobot.colour-with-hash",
            &[
                "H5&color=#04babc&locale=cn",
                "H5&color=%2304babc",
                "H5&color=%23fff",
                "H5&color=#fff&locale=cn",
                "zc('config', {color: '#04babc', uname: 'a'})",
            ],
            &["H5&color=04babc", "H5&color=04babc#/top"],
        ),
        case(
            "sobot.inverted-flag",
            &[
                "H5&msg_flag=1",
                "zc('config', {invite_flag: true})",
                "zc('config', {\n  invite_flag:true, //true关闭\n})",
            ],
            &[
                "H5&msg_flag=0",
                "zc('config', {\n  msg_flag: true, // 关闭留言入口\n})",
                "zc('config', {invite_flag: false})",
            ],
        ),
        Case {
            id: "sobot.custom-without-class",
            guilty: vec![
                component("zc('config', {custom: true})")
                    .replace("x.className = \"zhiCustomBtn\";", ""),
                component("zc('config', {custom: true})")
                    .replace("<button class=\"zhiCustomBtn\">", "<button>"),
                component("zc('config', {custom: true})")
                    .replace("<button class=\"zhiCustomBtn\">", "<button class=\"zhiCustomBtn2\">"),
                "zc('config', {custom: true})".to_owned(),
            ],
            innocent: vec![
                component("zc('config', {custom: true})"),
                component("").replace("x.className = \"zhiCustomBtn\";", ""),
                "<button class=\"big zhiCustomBtn\">问</button><script>zc('config', {custom: true})</script>".to_owned(),
                "x.className = 'zhiCustomBtn'; zc('config', {custom: true})".to_owned(),
                "zc('config', {custom: on})".to_owned(),
            ],
        },
        Case {
            id: "sobot.manual-without-start",
            guilty: vec![
                component("zc('config', {manual: true})"),
                "zc(\"config\",{manual:true})".to_owned(),
            ],
            innocent: vec![
                component(
                    "zc('config', {manual: true});\nb.onclick = function () { zc('frame_manual', function () {}) }",
                ),
                "zc('config', {manual: true}); b.onclick = () => zc('frame_manual', f)".to_owned(),
                "zc('config', {manual: false})".to_owned(),
            ],
        },
        Case {
            id: "sobot.injected-twice",
            guilty: vec![
                component("") + component("").as_str(),
                format!(
                    "router.afterEach(function () {{ var x = document.createElement('script'); x.src = '{ENTRANCE}'; document.body.appendChild(x) }})"
                ),
                format!(
                    "export default {{ mounted() {{ const x = document.createElement('script'); x.src = '{ENTRANCE}'; document.body.appendChild(x) }} }}"
                ),
            ],
            innocent: vec![
                component(""),
                format!(
                    "export default function Chat() {{ return <Script id=\"zhichiScript\" src=\"{ENTRANCE}\" strategy=\"lazyOnload\" /> }}"
                ),
                format!(
                    "useEffect(() => {{ load() }});\nfunction A() {{ return <Script id='chat' src='{ENTRANCE}' /> }}"
                ),
                format!(
                    "router.afterEach(function () {{ if (document.getElementById('zhichiScript')) return; x.src = '{ENTRANCE}' }})"
                ),
            ],
        },
        case(
            "sobot.onmessage-overwritten",
            &[
                "window.onmessage = function (e) { if (JSON.parse(e.data).name === 'zc_post_message') {} }",
            ],
            &[
                "window.addEventListener('message', function (e) { if (e.origin === 'https://demo.sobot.com') { var name = 'zc_post_message' } })",
                "zc('config', {uname: 'a'})",
            ],
        ),
    ]
}
