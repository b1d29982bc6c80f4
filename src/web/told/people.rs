//! The words of people, their roles, and the links by which they come.

use crate::domain::access_request::State;
use crate::domain::sign_in::Duty;
use crate::text::{Text, text};
use crate::web::pages::people::asking::word;

pub fn action(action: &str) -> Option<Text> {
    Some(match action {
        "person.shown" => text("看到了账号：", "was shown the account of"),
        "person.created" => text("添加了成员", "added"),
        "person.deactivated" => text("停用了成员", "disabled"),
        "person.reactivated" => text("重新启用了成员", "reactivated"),
        "person.renamed" => text("改了名字：", "is now called"),
        "password.changed" => text("更换了自己的密码：", "changed the own password:"),
        "password.confirmed" => text("再次输入了密码：", "typed the password again:"),
        "credentials.seen" => {
            text("看过了账号凭据的变动：", "has seen how the own credentials were changed:")
        }
        "password_cost.saved" => text("修改了密码散列强度", "changed the cost of password hashes"),
        "password_rules.saved" => text("修改了密码规则", "changed the rule for passwords"),
        "person.password_reset" => text("重设了密码：", "reset the password of"),
        "person.let_in" => text("解除了登录等待：", "ended the wait before another sign-in of"),
        "grant.given" => text("授予了角色：", "gave a role to"),
        "grant.changed" => text("更改了角色：", "changed the role of"),
        "grant.ended" => text("角色到期：", "the role has ended of"),
        "access_request.made" => text("申请了权限：", "asked for access:"),
        "access_request.approved" => text("批准了权限申请：", "approved the request for access of"),
        "access_request.rejected" => text("拒绝了权限申请：", "rejected the request for access of"),
        "access_request.withdrawn" => {
            text("撤回了权限申请：", "withdrew the request for access of")
        }
        "access_review.continued" => {
            text("复核了一部分权限", "went through a part of an access review")
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
        "second_factor.added" => text("启用了两步验证：", "turned on the second factor of"),
        "second_factor.removed" => text("移除了两步验证：", "removed the second factor of"),
        "second_factor.codes_made" => text("生成了新的恢复码：", "made new recovery codes for"),
        "second_factor.refused" => {
            text("两步验证没有通过：", "was refused at the second factor of")
        }
        "second_factor.counted_back" => text(
            "通行密钥的计数倒退，可能有副本：",
            "showed a passkey that counts backwards, maybe a copy, of",
        ),
        "sign_in_rules.saved" => text("修改了登录规则", "changed the sign-in rules"),
        "token.created" => text("生成了 API 令牌：", "made the API token"),
        "token.revoked" => text("吊销了 API 令牌：", "revoked the API token"),
        "token.refused" => text("用了无效的 API 令牌", "used an API token that is not valid"),
        _ => return None,
    })
}

pub fn field(name: &str) -> Option<Text> {
    Some(match name {
        "author" => text("负责人", "Answers for it"),
        "requests" => text("变更", "Change requests"),
        "heir" => text("由谁接手", "Who takes over"),
        "place" => text("范围", "Where"),
        "until" => text("到期", "Until"),
        "releases" => text("可以发布到", "Releases to"),
        "window" => text("聊天窗", "Chat window"),
        "wish" => text("申请理由", "Why"),
        "request_state" => text("状态", "State"),
        "answer" => text("答复", "Answer"),
        "accepted" => text("已使用", "Used"),
        "factor" => text("第二步", "Second factor"),
        "factor_id" => text("第二步的编号", "Id of the second factor"),
        "passkey_name" => text("通行密钥", "Passkey"),
        "credential" => text("通行密钥的回答", "The passkey’s answer"),
        "handing_reason" | "removal_reason" => text("原因", "Reason"),
        "one_time_code" => text("验证码", "Code"),
        "second_factor_duty" => text("必须启用两步验证的人", "Who must have a second factor"),
        "grace_days" => text("宽限天数", "Days of grace"),
        "new_password" => text("新密码", "New password"),
        "memory" => text("内存（MiB）", "Memory, in MiB"),
        "passes" => text("轮数", "Passes"),
        "lanes" => text("通道数", "Lanes"),
        "shortest" => text("最短长度", "Shortest length"),
        "device" => text("设备", "Device"),
        "way" => text("方式", "Way"),
        "ended" => text("被结束的会话", "The session that ended"),
        "scopes" => text("用途", "Good for"),
        "person" => text("成员", "Person"),
        "kept_roles" => text("保留的角色数", "Roles kept"),
        "withdrawn_roles" => text("收回的角色数", "Roles taken away"),
        _ => return None,
    })
}

/// What was shown besides the password.
pub fn factor(name: &str) -> Option<Text> {
    Some(match name {
        "totp" => text("身份验证器应用", "Authenticator app"),
        "passkey" => text("通行密钥", "Passkey"),
        "recovery_code" => text("恢复码", "Recovery code"),
        "none" => text("无", "None"),
        _ => return None,
    })
}

/// How a session ended that somebody ended; whoever signs out says nothing more.
pub fn way(name: &str) -> Option<Text> {
    Some(match name {
        "own" => text("在自己的会话列表里结束", "ended in the list of own sessions"),
        "others" => text("结束其他所有会话", "all other sessions ended"),
        "owner" => text("由门户的所有者结束", "ended by an owner of the portal"),
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

/// Who must have a second factor; events from before everybody could be asked say yes and no.
pub fn duty(name: &str) -> Option<Text> {
    let duty = match name {
        "true" => Duty::Stewards,
        "false" => Duty::Nobody,
        name => Duty::from_name(name)?,
    };
    Some(duty.label())
}
