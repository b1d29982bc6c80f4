//! The words of people, their roles, and the links by which they come.

use crate::domain::access_request::State;
use crate::text::{Text, text};
use crate::web::pages::people::asking::word;

pub fn action(action: &str) -> Option<Text> {
    Some(match action {
        "person.created" => text("添加了成员", "added"),
        "person.deactivated" => text("停用了成员", "disabled"),
        "person.reactivated" => text("重新启用了成员", "reactivated"),
        "person.password_reset" => text("重设了密码：", "reset the password of"),
        "grant.given" => text("授予了角色：", "gave a role to"),
        "grant.changed" => text("更改了角色：", "changed the role of"),
        "grant.ended" => text("角色到期：", "the role has ended of"),
        "access_request.made" => text("申请了权限：", "asked for access:"),
        "access_request.approved" => text("批准了权限申请：", "approved the request for access of"),
        "access_request.rejected" => text("拒绝了权限申请：", "rejected the request for access of"),
        "access_request.withdrawn" => {
            text("撤回了权限申请：", "withdrew the request for access of")
        }
        "access_review.ended" => text("完成了权限复核", "ended an access review"),
        "access_list.exported" => text("导出了权限清单", "exported the list of who has access"),
        "grant.withdrawn" => text("收回了角色：", "took a role from"),
        "invitation.created" => {
            text("生成了一次性账号链接：", "made a one-time link to an account for")
        }
        "invitation.revoked" => {
            text("收回了一次性账号链接：", "revoked the one-time link to an account for")
        }
        "invitation.accepted" => {
            text("用了一次性账号链接：", "used the one-time link to an account for")
        }
        "invitation.refused" => {
            text("用了打不开的账号链接", "used a link to an account that does not open")
        }
        _ => return None,
    })
}

pub fn field(name: &str) -> Option<Text> {
    Some(match name {
        "place" => text("范围", "Where"),
        "until" => text("到期", "Until"),
        "window" => text("聊天窗", "Chat window"),
        "wish" => text("申请理由", "Why"),
        "request_state" => text("状态", "State"),
        "answer" => text("答复", "Answer"),
        "accepted" => text("已使用", "Used"),
        _ => return None,
    })
}

/// How a request for access stands.
pub fn request_state(name: &str) -> Option<Text> {
    State::from_name(name).map(word)
}

/// What a link to an account is for.
pub fn purpose(name: &str) -> Option<Text> {
    Some(match name {
        "join" => text("加入", "Join"),
        "reset" => text("新密码", "A new password"),
        _ => return None,
    })
}
