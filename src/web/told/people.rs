//! The words of people, their roles, and the links by which they come.

use crate::text::{Text, text};

pub fn action(action: &str) -> Option<Text> {
    Some(match action {
        "person.created" => text("添加了成员", "added"),
        "person.deactivated" => text("停用了成员", "disabled"),
        "person.reactivated" => text("重新启用了成员", "reactivated"),
        "person.password_reset" => text("重设了密码：", "reset the password of"),
        "grant.given" => text("授予了角色：", "gave a role to"),
        "grant.changed" => text("更改了角色：", "changed the role of"),
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
        "token.created" => text("生成了 API 令牌：", "made the API token"),
        "token.revoked" => text("吊销了 API 令牌：", "revoked the API token"),
        "token.refused" => text("用了无效的 API 令牌", "used an API token that is not valid"),
        _ => return None,
    })
}

pub fn field(name: &str) -> Option<Text> {
    Some(match name {
        "place" => text("范围", "Where"),
        "accepted" => text("已使用", "Used"),
        "scopes" => text("用途", "Good for"),
        "window" => text("聊天窗", "Chat window"),
        "person" => text("成员", "Person"),
        _ => return None,
    })
}

/// What a link to an account is for.
pub fn purpose(name: &str) -> Option<Text> {
    Some(match name {
        "join" => text("加入", "Join"),
        "reset" => text("新密码", "A new password"),
        _ => return None,
    })
}
