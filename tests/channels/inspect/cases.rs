//! Guilty and innocent texts, by the id of the finding.
#![expect(clippy::too_many_lines, reason = "lists of cases")]

use super::sobot_cases::{sobot_cases, sobot_table_cases};

pub const H5: &str =
    "https://demo.sobot.com/chat/h5/v2/index.html?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f";
pub const ENTRANCE: &str =
    "https://demo.sobot.com/chat/frame/v2/entrance.js?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f";

/// The vendor's script, loaded as its document does it, and more code.
pub fn component(code: &str) -> String {
    format!(
        "<button class=\"zhiCustomBtn\">问</button>\n<script>\n(function (w, d, e, x) {{\n  w[e] = function () {{ w.cbk = w.cbk || []; w.cbk.push(arguments); }};\n  x = d.createElement(\"script\");\n  x.async = true;\n  x.id = \"zhichiScript\";\n  x.className = \"zhiCustomBtn\";\n  x.src = \"{ENTRANCE}\";\n  d.body.appendChild(x);\n}})(window, document, \"zc\");\n{code}\n</script>"
    )
}

pub struct Case {
    pub id: &'static str,
    pub guilty: Vec<String>,
    pub innocent: Vec<String>,
}

pub fn case(id: &'static str, guilty: &[&str], innocent: &[&str]) -> Case {
    let owned = |texts: &[&str]| {
        texts.iter().map(|text| (*text).replace("H5", H5).replace("ENTRANCE", ENTRANCE)).collect()
    };
    Case { id, guilty: owned(guilty), innocent: owned(innocent) }
}

fn link_cases() -> Vec<Case> {
    vec![
        case(
            "link.raw-non-ascii",
            &[
                "H5&uname=张三",
                "<a href=\"H5&amp;uname=张三\">x</a>",
                "location.href = 'H5&uname=张三'",
                "go('/pages/web?url=' + encodeURIComponent('H5&uname=张三'))",
                "https://example.com/帮助",
            ],
            &[
                "H5&uname=%E5%BC%A0",
                "<a href=\"H5\">张三</a>",
                "// 见 https://example.com/a 的说明\nzc('config', {uname: '张三'})",
            ],
        ),
        case(
            "link.json-half-encoded",
            &[
                "H5&params={\"a\":\"b\"}",
                "H5&params={%22a%22:%22b%22}",
                "H5&goods=[{\"name\":\"a\",\"pictureUrl\":\"https://i.example/p.png?x=1&y=2\"}]",
                "<a href='H5&amp;customer_fields={\"a\":\"%E5%BC%A0\"}'>x</a>",
            ],
            &[
                "H5&params=%7B%22a%22%3A%22b%22%7D",
                "<web-view src=\"H5&partnerid={{id}}\"/>",
                "x = \"H5&params=\" + encodeURIComponent(JSON.stringify({a: 1}))",
            ],
        ),
        case(
            "link.nested-url-unescaped",
            &[
                "H5&face=https://i.example/f.png?a=1&b=2",
                "H5&to_customsys_flag=1&to_customsys_url=https://x.example/?a=1&locale=cn",
                "H5&order_url=https://x.example/#/order/7",
                "x = 'H5&to_customsys_url='+encodeURI('https://a.com/x?a=1&b=2')",
                "x = 'H5&to_customsys_url=' + encodeURI(u)",
                "x = `H5&to_customsys_url=${encodeURI(u)}`",
            ],
            &[
                "x = 'H5&to_customsys_url=' + encodeURIComponent(u)",
                "x = 'H5&to_customsys_url=' + encodeURI('https://a.com/x')",
                "location.href = encodeURI('H5&uname=张三')",
                "x = 'H5&locale=cn' + encodeURI(u)",
                "H5&order_url=http://www.example.com",
                "H5&face=https%3A%2F%2Fi.example%2Ff.png%3Fa%3D1%26b%3D2&locale=cn",
                "H5&order_url=https://x.example/a#/",
            ],
        ),
        case(
            "link.double-encoded",
            &["H5&uname=%25E5%25BC%25A0", "H5&face=https%253A%252F%252Fi.example"],
            &[
                "H5&remark=100%25",
                "H5&partnerid=100%2525",
                "H5&remark=5%25%20off",
                "H5&remark=%2541",
            ],
        ),
        case(
            "link.too-long",
            &[&format!("H5&remark={}", "a".repeat(2000))],
            &[&format!("H5&remark={}", "a".repeat(1800))],
        ),
        case(
            "html.entity-loss",
            &[
                "H5¶ms=%7B%7D",
                "https://a.example/?x=1×tamp=2",
                "https://a.example/?x=1¬e=2",
                "H5&amp;locale=cn",
                "<p>H5&params=%7B%7D</p>",
            ],
            &[
                "H5&params=%7B%7D",
                "<a href=\"H5&amp;params=%7B%7D\">x</a>",
                "<a href=\"H5&params=%7B%7D\">x</a>",
                "<p>H5&amp;params=%7B%7D</p>",
            ],
        ),
        case(
            "snippet.personal-data-in-url",
            &[
                "H5&tel=18888888888",
                "x.href = 'H5&realname=' + encodeURIComponent(user.name)",
                "H5&ut=5c1d8f3a9b",
            ],
            &["H5&uname=a", "zc('config', {tel: '18888888888'})", "H5&tel="],
        ),
    ]
}

fn snippet_cases() -> Vec<Case> {
    let key = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
    vec![
        case(
            "snippet.secret",
            &[
                &format!("const SECRETKEY = '{key}'"),
                &format!("login('{key}')"),
                "var config = { secretKey: 'n8Fj3kd02ksl' }",
                "const { userSig } = genTestUserSig({ userID, SDKAppID, SecretKey })",
                "-----BEGIN PRIVATE KEY-----\nMIIB",
                "{\"appSecret\": \"n8Fj3kd02ksl\"}",
                "var key=\"0123456789abcdef0123456789abcdef\"; zc('config', {partnerid: u.id, sign: md5(sysnum+key+u.id)})",
                "var key=\"0123456789abcdef0123456789abcdef\"",
                "sign = md5(\"b7f1c2d3e4f5061728394a5b6c7d8e9f\"+\"9f86d081884c7d65\"+id)",
                "s = hex_md5('b7f1c2d3e4f5061728394a5b6c7d8e9f'+'test-key-0001'+partnerid)",
                "s = md5(`${sysnum}9f86d081884c7d65${partnerid}`)",
                "const cfg = { k: 'test-key-0001' }; s = md5(sysnum + cfg.k + partnerid)",
                "h = CryptoJS.HmacSHA256(id, \"0123456789abcdef0123456789abcdef\")",
                "var appKey=\"9f86d081884c7d65\"",
                "var safeKey=\"9f86d081884c7d65\"",
                "H5&key=0123456789abcdef0123456789abcdef",
                "zc(\"config\",{key:\"0123456789abcdef0123456789abcdef\"})",
            ],
            &[
                "var h = md5('user-avatar-' + email + '?v2x')",
                "cache.get(md5('avatar-cache-v2-' + id))",
                "var sysnum = 'b7f1c2d3e4f5061728394a5b6c7d8e9f'; sign = md5(sysnum + key + id)",
                "sign = md5('b7f1c2d3e4f5061728394a5b6c7d8e9f' + key + partnerid)",
                "<ul>{list.map(x => <li key=\"item-1\">{x}</li>)}</ul>",
                "localStorage.setItem('session-2024-01-cache', md5(text)); zc('config', {uname: 'a'})",
                "<style>.key { color: #0123456789abcdef }</style>",
                "var columns = [{ title: 'Name', dataIndex: 'name', key: 'name' }]; zc('config', {uname: 'a'})",
                "var key = 'recentlyViewedProducts2024'",
                "x = sha256('sha256-algorithm-name', 'HmacSHA256')",
                "https://maps.example.com/js?key=0123456789abcdef0123456789abcdef",
                "AMapLoader.load({ key: '0123456789abcdef0123456789abcdef' }); zc('config', {uname: 'a'})",
                "const secretKey = process.env.SECRET",
                "var config = { secretKey: 'YOUR_SECRET_KEY' }",
                "var config = { secretKey: '' }",
                &format!("<script src=\"a.js\" integrity=\"{key}\"></script>"),
                &format!("chat.setUser(1, {{ identifier_hash: '{key}' }})"),
                "-----BEGIN PUBLIC KEY-----\nMIIB",
            ],
        ),
        case(
            "snippet.server-value-unescaped",
            &[
                "<script>zc('config', {uname: '<?php echo $name ?>'})</script>",
                "<script>zc('config', {uname: \"<%= user.name %>\"})</script>",
                "<script>zc('config', {uname: '{{ user.name }}'})</script>",
                "<script>zc('config', {uname: '{!! $name !!}'})</script>",
                "<script>zc('config', {uname: '{$name}'})</script>",
                "<script>zc('config', {uname: \"@Model.Name\"})</script>",
            ],
            &[
                "<script>zc('config', {uname: user.name, remark: \"${y}\"})</script>",
                "<script>zc('config', {uname: `{${name}}`})</script>",
                "<script>zc('config', {uname: {!! json_encode($name) !!}})</script>",
                "<script>zc('config', {email: 'me@Modeling.example'})</script>",
                "<script>zc('config', {uname: <?php echo json_encode($name) ?>})</script>",
                "<script>zc('config', {uname: '{{ user.name|escapejs }}'})</script>",
                "<view>{{name}}</view><script>var a = '{{b}}'</script>",
                "<script>zc('config', {uname: `${name}`})</script>",
            ],
        ),
        case(
            "snippet.identity-not-reset",
            &[
                "zc('config', {partnerid: user.id});\nfunction logout() { token = null; router.push('/'); }",
            ],
            &[
                "zc('config', {partnerid: user.id});\nfunction logout() { location.reload(); }",
                "zc('config', {partnerid: user.id});",
                "function logout() { token = null }",
            ],
        ),
        case(
            "json.invalid",
            &["{\"a\": 1, // x\n \"b\": 2}", "{\"a\": [1, 2,]}", "{\"a\": 1 \"b\": 2}", "[1, 2"],
            &[
                "{\"a\": [1, 2], \"b\": \"// no comment, \"}",
                "{a: 1}",
                "{\"a\": f(1)}",
                "\u{FEFF}{\"a\": 1}",
            ],
        ),
        case(
            "json.duplicate-key",
            &["{\"a\": 1, \"a\": 2}", "{\"x\": [{\"a\": 1, \"\\u0061\": 2}]}"],
            &["{\"a\": {\"a\": 1}, \"b\": [{\"a\": 1}, {\"a\": 1}]}"],
        ),
    ]
}

pub fn cases() -> Vec<Case> {
    let all = [link_cases(), snippet_cases(), sobot_table_cases(), sobot_cases()];
    all.into_iter().flatten().collect()
}
