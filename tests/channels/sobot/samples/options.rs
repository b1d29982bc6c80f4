//! Samples of starting the component, of its options and of who the visitor is.

use serde_json::json;

use super::{Does, Sample, component, config, visitor};

pub fn all() -> Vec<Sample> {
    [starts(), settings(), people()].into_iter().flatten().collect()
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
