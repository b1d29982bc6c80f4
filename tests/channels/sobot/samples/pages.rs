//! Samples of cards, events, visited pages, and of addresses.

use serde_json::json;

use super::{Does, Sample, component, event, link, visitor};
use crate::channels::sobot::SYSNUM;

pub fn all() -> Vec<Sample> {
    [cards(), events(), pages(), addresses()].into_iter().flatten().collect()
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
