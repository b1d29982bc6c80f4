//! Every code sample of the vendor document, with an input that produces its working form.

use serde_json::{Value, json};

use super::targets::MINI_PROGRAM;
use super::{SYSNUM, deployment, pairs};
use crate::channels::reading::{artifact, check_wxml, html, rendered, run, script};

/// What the working form must do.
enum Does {
    /// `zc("config", …)` gets these pairs.
    Config(Value),
    /// A JSON parameter is a text of JSON that reads as this.
    Json(&'static str, Value),
    /// After more code, these commands stand in the queue.
    Calls(&'static str, &'static [&'static str]),
    /// After more code, an expression has this value.
    Gives(&'static str, &'static str, Value),
    /// The link's base and its pairs.
    Link(&'static str, Value),
}

struct Sample {
    section: &'static str,
    shows: &'static str,
    target: &'static str,
    window: Value,
    parameters: Value,
    visitor: Value,
    does: Does,
}

fn component(section: &'static str, shows: &'static str, parameters: Value, does: Does) -> Sample {
    Sample {
        section,
        shows,
        target: "component",
        window: json!({}),
        parameters,
        visitor: json!({"uname": "x"}),
        does,
    }
}

fn config(section: &'static str, shows: &'static str, pairs: Value) -> Sample {
    component(section, shows, pairs.clone(), Does::Config(pairs))
}

fn event(
    section: &'static str,
    shows: &'static str,
    name: &'static str,
    calls: &'static [&'static str],
) -> Sample {
    Sample {
        window: json!({"events": [name]}),
        ..component(section, shows, json!({}), Does::Calls("", calls))
    }
}

fn visitor(section: &'static str, shows: &'static str, visitor: Value, does: Does) -> Sample {
    Sample { visitor, ..component(section, shows, json!({}), does) }
}

fn link(
    section: &'static str,
    shows: &'static str,
    target: &'static str,
    window: Value,
    visitor: Value,
    does: Does,
) -> Sample {
    Sample { section, shows, target, window, parameters: json!({}), visitor, does }
}

const ENTRANCE: &str =
    "https://demo.sobot.com/chat/frame/v2/entrance.js?sysnum=4c349791a07b46c1a70b8ac88aa23257";
const LOADED: &str =
    "[appended[0].id, appended[0].async, appended[0].src, appended[0].className || '']";

fn starts() -> Vec<Sample> {
    let plain = |section, shows| {
        component(
            section,
            shows,
            json!({}),
            Does::Gives("", LOADED, json!(["zhichiScript", true, ENTRANCE, ""])),
        )
    };
    let with = |section, shows, init: &str, does| Sample {
        window: json!({"init": init}),
        ..component(section, shows, json!({}), does)
    };
    vec![
        plain("JS-SDK部署方式", "完整代码接入示例"),
        plain("组件对接 · 自动初始化", "自动初始化"),
        with(
            "组件对接 · 手动初始化咨询组件",
            "frame_manual",
            "manual",
            Does::Calls("elements.zhichiStart.listeners.click();", &["config", "frame_manual"]),
        ),
        with(
            "组件对接 · 手动初始化咨询组件",
            "manual: true",
            "manual",
            Does::Config(json!({"manual": true})),
        ),
        with(
            "组件对接 · 不使用默认咨询入口",
            "className",
            "custom",
            Does::Gives("", LOADED, json!(["zhichiScript", true, ENTRANCE, "zhiCustomBtn"])),
        ),
        with(
            "组件对接 · 不使用默认咨询入口",
            "custom: true",
            "custom",
            Does::Config(json!({"custom": true})),
        ),
        with(
            "组件对接 · 创建动态自定义咨询入口",
            "dynamic_ready",
            "dynamic",
            Does::Calls(
                "addZhichiEntry(elements.zhichiEntry);",
                &["config", "dynamic_ready", "dynamic_ready"],
            ),
        ),
    ]
}

fn settings() -> Vec<Sample> {
    vec![
        Sample {
            visitor: json!({"uname": "智齿客服"}),
            ..component(
                "部署约定",
                "代码方式添加",
                json!({"color": "04babc"}),
                Does::Config(json!({"color": "04babc", "uname": "智齿客服"})),
            )
        },
        config(
            "组件对接 · 自定义客户端",
            "color, location",
            json!({"color": "04babc", "location": 1}),
        ),
        config("适配多语言", "locale", json!({"locale": "en"})),
        config(
            "接待模式",
            "type, robotid, agentid, groupid",
            json!({"type": 3, "robotid": 2, "agentid": "1q2w3e4r", "groupid": "4r3e2w1q"}),
        ),
        config(
            "多种邀请方式 · 设置自动邀请访客",
            "invite …",
            json!({"invite": 1, "tip_title": "欢迎咨询", "submit_title": "开始聊天吧", "first_timeout": 2, "over_timeout": 10, "invite_count": 5}),
        ),
        config("多种邀请方式 · 设置自动强制弹窗", "auto_expand", json!({"auto_expand": true})),
        config("多种邀请方式 · 允许客服主动邀请会话", "invite_flag", json!({"invite_flag": true})),
        config("网站访问统计 · 开启浏览轨迹采集", "man_trace", json!({"man_trace": true})),
        config(
            "留言、评价、附件等功能",
            "leave_msg_flag, msg_flag, feedback_flag, photo_flag, show_evaluate",
            json!({"leave_msg_flag": true, "msg_flag": false, "feedback_flag": true, "photo_flag": true, "show_evaluate": 0}),
        ),
        config("多机器人客服接入", "robotid", json!({"robotid": 1})),
        config("常用功能配置 · 显示历史聊天记录", "time", json!({"time": 15})),
        config(
            "常用功能配置 · 转人工时跳转指定URL",
            "to_customsys_flag, to_customsys_url",
            json!({"to_customsys_flag": true, "to_customsys_url": "https://www.sobot.com"}),
        ),
        config("常用功能配置 · 新窗口打开咨询页", "anchor", json!({"anchor": true})),
        config("常用功能配置 · 每次展开是否重新加载", "reload", json!({"reload": true})),
        config("常用功能配置 · 是否隐藏emoji按钮", "emoji_state", json!({"emoji_state": "hide"})),
        config("常用功能配置 · 是否自动跳转聊天中的网址", "is_link", json!({"is_link": 1})),
        config("常用功能配置 · H5是否显示头像", "show_face", json!({"show_face": 1})),
        component(
            "VIP智能路由接待",
            "transfer_action",
            json!({"transfer_action": [
            {"actionType": "to_group", "optionId": "3", "deciId": "162bb6bb038d4a9ea018241a30694064", "spillId": "4"},
            {"actionType": "to_group", "optionId": "4", "deciId": "cae6834444ac43e39d95b1725d2ae454"}]}),
            Does::Json(
                "transfer_action",
                json!([
            {"actionType": "to_group", "optionId": "3", "deciId": "162bb6bb038d4a9ea018241a30694064", "spillId": "4"},
            {"actionType": "to_group", "optionId": "4", "deciId": "cae6834444ac43e39d95b1725d2ae454"}]),
            ),
        ),
    ]
}

fn people() -> Vec<Sample> {
    let crm = json!({"uname": "小丁哥", "realname": "丁丁猫", "tel": "18888888888", "email": "dingmao@163.com", "qq": "2345678",
        "face": "https://img.sobot.com/console/common/face/admin.png", "remark": "vip客户,每次响应不能超过5秒钟"});
    let vip = json!({"is_vip": 1, "vip_level": "05bcdc56e68149d1841962caf593d077"});
    let label = json!({"user_label": "05bcdc56e68149d1841962caf593d077"});
    let params = json!({"等级": "Boss", "惯称": "智齿sobot", "来自": "北京"});
    let fields = json!({"customField4": "北京智齿科技", "customField5": "小智呀"});
    vec![
        visitor("CRM对接 · 基本信息对接", "uname … remark", crm.clone(), Does::Config(crm)),
        visitor(
            "客户自定义字段对接 · params",
            "params",
            json!({"params": params}),
            Does::Json("params", params),
        ),
        visitor(
            "客户自定义字段对接 · customer_fields",
            "customer_fields",
            json!({"customer_fields": fields}),
            Does::Json("customer_fields", fields),
        ),
        visitor(
            "VIP智能路由接待 · 是否为VIP用户",
            "is_vip, vip_level",
            vip.clone(),
            Does::Config(vip),
        ),
        visitor("VIP智能路由接待 · 客户标签", "user_label", label.clone(), Does::Config(label)),
    ]
}

fn cards() -> Vec<Sample> {
    let card = json!({"card_title": "云客服_智齿客服", "card_url": "http://www.sobot.com", "card_desc": "云客服,在线客服系统", "card_note": "1500,2000",
        "card_picture": "https://img.sobot.com/console/common/face/admin.png"});
    let mut written = card.clone();
    written["card_url"] = json!("http%3A%2F%2Fwww.sobot.com");
    written["card_picture"] =
        json!("https%3A%2F%2Fimg.sobot.com%2Fconsole%2Fcommon%2Fface%2Fadmin.png");
    let order = json!({"order_status": 1, "status_custom": "自定义状态", "create_time": "1586414406391", "order_code": 11111, "order_url": "http://www.sobot.com",
        "goods_count": 2, "total_fee": 1000, "goods": [{"name": "saaadad", "pictureUrl": "https://img.sobot.com/console/common/face/admin.png"}]});
    let mut sent = order.clone();
    sent["order_url"] = json!("http%3A%2F%2Fwww.sobot.com");
    sent["order_code"] = json!("11111");
    sent.as_object_mut().unwrap().remove("goods");
    let plain = json!({"order_status": "1", "create_time": "1586414406391", "order_code": "121212", "order_url": "http://www.sobot.com", "goods_count": "2", "total_fee": "1000",
        "goods": "[{\"name\":\"saaadad\",\"pictureUrl\":\"https://img.sobot.com/console/common/face/admin.png\"}]"});
    let mut asked = plain.clone();
    asked["goods"] = json!([{"name": "saaadad", "pictureUrl": "https://img.sobot.com/console/common/face/admin.png"}]);
    vec![
        visitor("商品卡片链接", "card_*", card, Does::Config(written)),
        visitor("订单卡片 · 组件调用", "order_*", order.clone(), Does::Config(sent)),
        visitor(
            "订单卡片 · 组件调用",
            "goods",
            order,
            Does::Json(
                "goods",
                json!([{"name": "saaadad", "pictureUrl": "https%3A%2F%2Fimg.sobot.com%2Fconsole%2Fcommon%2Fface%2Fadmin.png"}]),
            ),
        ),
        link(
            "订单卡片 · 链接调用",
            "order_*, goods",
            "link",
            json!({}),
            asked,
            Does::Link("https://demo.sobot.com/chat/h5/v2/index.html", plain),
        ),
    ]
}

fn events() -> Vec<Sample> {
    let closed = r#"listeners.message({origin: "https://demo.sobot.com", data: JSON.stringify({name: "zc_post_message", data: {action: "chat_collapse_window"}})});"#;
    vec![
        event(
            "未读消息、离线消息 · 获取未读消息",
            "receive_message",
            "receive_message",
            &["receive_message"],
        ),
        Sample {
            window: json!({"events": ["zhichiReceive"]}),
            ..component(
                "未读消息、离线消息 · 获取未读消息",
                "zhichiReceive",
                json!({}),
                Does::Gives("", "typeof listeners.zhichiReceive", json!("function")),
            )
        },
        event(
            "未读消息、离线消息 · 获取离线消息",
            "offline_message_count",
            "offline_message_count",
            &["offline_message_count"],
        ),
        event(
            "常用功能配置 · 手动控制展开和收起",
            "frame_status",
            "frame_status",
            &["frame_status"],
        ),
        event("常用功能配置 · 聊天页面加载完成", "frame_ready", "frame_ready", &["frame_ready"]),
        Sample {
            window: json!({"events": ["chat_collapse_window"]}),
            ..component(
                "常用功能配置 · 关闭聊天页面时的回调",
                "window.onmessage",
                json!({}),
                Does::Gives(
                    closed,
                    "[typeof listeners.message, logged.length]",
                    json!(["function", 0]),
                ),
            )
        },
    ]
}

fn pages() -> Vec<Sample> {
    let previous = json!({"pre_abstract": "摘要", "pre_visit_url": "https://s.example/1", "pre_visit_title": "标题", "pre_thumbnail": "https://s.example/1.png", "pre_tags": "标签"});
    let current = json!({"cur_abstract": "摘要", "cur_visit_url": "https://s.example/2", "cur_visit_title": "标题", "cur_thumbnail": "https://s.example/2.png", "cur_tags": "标签"});
    let both = json!({"pre_visit_args": previous, "cur_visit_args": current});
    let mut by_hand = visitor(
        "网站访问统计 · 手动发送浏览轨迹",
        "zc trace",
        both.clone(),
        Does::Gives("sendZhichiTrace();", "[cbk[1][0], cbk[1][1]]", json!(["trace", both])),
    );
    by_hand.window = json!({"events": ["trace"]});
    vec![
        visitor(
            "网站访问统计 · 自定义采集内容",
            "pre_visit_args, cur_visit_args",
            both.clone(),
            Does::Config(both),
        ),
        by_hand,
    ]
}

fn addresses() -> Vec<Sample> {
    let opened = "page.onLoad(); page.onChatMessage({detail: {data: ['https://f.example/a.pdf']}}); downloads[0].success({statusCode: 200, tempFilePath: 'wxfile://a'});";
    let ticket = json!({"card_title": "云客服_智齿客服", "card_url": "http://www.sobot.com", "card_note": "1500元"});
    vec![
        link(
            "小程序内嵌入H5打开附件",
            "web-view, msgFn",
            "web_view",
            json!({}),
            json!({"uname": "x"}),
            Does::Gives(
                opened,
                "[page.data.chatUrl.indexOf('source=10') > 0, downloads[0].url]",
                json!([true, "https://f.example/a.pdf"]),
            ),
        ),
        link(
            "小程序内嵌入H5打开附件",
            "wx.downloadFile, wx.openDocument",
            "web_view",
            json!({}),
            json!({"uname": "x"}),
            Does::Gives(opened, "opened[0].filePath", json!("wxfile://a")),
        ),
        link(
            "链接部署方式",
            "欢迎咨询",
            "link",
            json!({}),
            json!({}),
            Does::Link("https://demo.sobot.com/chat/h5/v2/index.html", json!({"sysnum": SYSNUM})),
        ),
        link(
            "独立接入留言页",
            "leavemessage.html",
            "leave_message",
            json!({"templateid": "xxx", "groupid": "xx"}),
            json!({"uid": "xxx", "uname": "xxx", "t": "xxx"}),
            Does::Link(
                "https://demo.sobot.com/chat/h5/v2/leavemessage.html",
                json!({"sysnum": SYSNUM, "uid": "xxx", "source": "9", "uname": "xxx", "templateid": "xxx", "groupid": "xx", "t": "xxx"}),
            ),
        ),
        link(
            "工单插件接入",
            "&params=",
            "ticket",
            json!({"url": "https://demo.sobot.com/ticket?id=1"}),
            json!({"params": ticket}),
            Does::Link(
                "https://demo.sobot.com/ticket",
                json!({"id": "1", "params": ticket.to_string()}),
            ),
        ),
    ]
}

fn samples() -> Vec<Sample> {
    [starts(), settings(), people(), cards(), events(), pages(), addresses()]
        .into_iter()
        .flatten()
        .collect()
}

#[test]
fn every_code_sample_of_the_document_has_a_working_form() {
    let samples = samples();
    for sample in &samples {
        let name = format!("{} · {}", sample.section, sample.shows);
        let input = deployment(sample.target, &sample.window, &sample.parameters, &sample.visitor);
        let rendered = rendered(&input);
        let page = sample.target == "web_view";
        let code = || {
            if page {
                check_wxml(artifact(&rendered, "pages/chat/chat.wxml"));
                artifact(&rendered, "pages/chat/chat.js").to_owned()
            } else {
                script(artifact(&rendered, "index.html"))
            }
        };
        let before = if page { MINI_PROGRAM } else { "" };
        match &sample.does {
            Does::Config(pairs) => {
                let config = run("", &code(), "cbk[0][1]");
                for (key, value) in pairs.as_object().unwrap() {
                    assert_eq!(&config[key], value, "{name}: {key}");
                }
            }
            Does::Json(key, value) => {
                let config = run("", &code(), "cbk[0][1]");
                let text = config[*key].as_str().unwrap_or_else(|| panic!("{name}: a text"));
                assert_eq!(&serde_json::from_str::<Value>(text).unwrap(), value, "{name}");
            }
            Does::Calls(more, calls) => {
                let seen = run(
                    "",
                    &format!("{}\n{more}", code()),
                    "cbk.map(function (c) { return c[0]; })",
                );
                let seen: Vec<&str> =
                    seen.as_array().unwrap().iter().filter_map(Value::as_str).collect();
                assert!(seen.ends_with(calls), "{name}: {seen:?}");
            }
            Does::Gives(more, expression, value) => {
                assert_eq!(
                    &run(before, &format!("{}\n{more}", code()), expression),
                    value,
                    "{name}"
                );
            }
            Does::Link(base, wanted) => {
                let link = &rendered.links[0];
                assert_eq!(link.url.split('?').next(), Some(*base), "{name}");
                let found: std::collections::BTreeMap<String, String> =
                    pairs(&link.url).into_iter().collect();
                for (key, value) in wanted.as_object().unwrap() {
                    assert_eq!(found.get(key).map(String::as_str), value.as_str(), "{name}: {key}");
                }
                let href =
                    html(artifact(&rendered, "link.html"))[0].attribute("href").unwrap().to_owned();
                assert_eq!(href, link.url, "{name}");
            }
        }
    }
    // 40 blocks of code, some with two things to show.
    assert!(samples.len() >= 44, "{}", samples.len());
}

/// The document's own text of two samples, which no engine reads; ours do the same and run.
#[test]
fn the_two_samples_that_do_not_parse_are_not_copied() {
    let manual = r#"zc("config", {"manual": true}); document.getElementById("customBtn").addEventListener("click",function(){ zc("frame_manual", function (res) { console.log("x") } })"#;
    let flags = "zc(\"config\",{ leave_msg_flag:true\n msg_flag:false, feedback_flag: true })";
    let whole = |code: &str| {
        run(
            "",
            "",
            &format!(
                "(function () {{ try {{ new Function({}); return true; }} catch (error) {{ return error.name; }} }})()",
                json!(code)
            ),
        )
    };
    assert_eq!(whole(manual), "SyntaxError");
    assert_eq!(whole(flags), "SyntaxError");
    for (window, parameters) in [
        (json!({"init": "manual"}), json!({})),
        (json!({}), json!({"leave_msg_flag": true, "msg_flag": false, "feedback_flag": true})),
    ] {
        let page = rendered(&deployment("component", &window, &parameters, &json!({})));
        assert_eq!(whole(&script(artifact(&page, "index.html"))), true);
    }
}

/// The formula of the document: MD5(sysnum + key + partnerid), here by the textbook value.
#[test]
fn the_signature_of_the_document_is_in_the_link() {
    let mut input =
        deployment("link", &json!({"signed": true}), &json!({}), &json!({"partnerid": "u1001"}));
    input["key"] = json!("test-key-0001");
    let found: std::collections::BTreeMap<String, String> =
        pairs(&rendered(&input).links[0].url).into_iter().collect();
    assert_eq!(found["sign"], "620d7b59c794bf2ea03fd8886e0ccd0e");
}
