//! The words of rights, for the page that shows who has them.

use crate::text::{Text, text};

/// What a right allows.
pub fn right(name: &str) -> Option<Text> {
    Some(match name {
        "enterprise.view" => text(
            "查看企业和其中登记的一切，密钥内容除外",
            "See an enterprise and what is registered in it, but no secret",
        ),
        "window.view" => text(
            "查看一个聊天窗的代码、链接和版本",
            "See the code, links and releases of a chat window",
        ),
        "enterprise.create" => text("新建企业", "Make a new enterprise"),
        "enterprise.edit" => text("修改企业设置", "Change the settings of an enterprise"),
        "registry.edit" => text(
            "登记和修改账号、插件、模板和 VIP 字段",
            "Register and change accounts, plugins, templates and VIP fields",
        ),
        "window.edit" => text("创建和修改聊天窗", "Create and change chat windows"),
        "window.release" => text(
            "发布和回滚；管理员可以限定在一个环境",
            "Release and roll back; an administrator may be limited to one environment",
        ),
        "change.submit" => text("提交审核", "Submit drafts for review"),
        "change.review" => text("审核别人的改动", "Review what others want to release"),
        "change.comment" => text("对变更提意见", "Comment on change requests"),
        "key.edit" => text("登记、轮换和吊销密钥", "Register, rotate and revoke keys"),
        "key.reveal" => text("查看密钥内容", "See the secret of a key"),
        "link.sign" => text("生成签名链接", "Make signed links"),
        "handover.make" => text("生成交接链接", "Make hand-over links"),
        "handover.use" => text("使用交接链接", "Use a hand-over link"),
        "history.read" => text("查看历史和报告", "Read history and reports"),
        "retention.manage" => text("规定历史保留多久", "Say how long history is kept"),
        "history.purge" => text("到期清除历史", "Remove history after its time"),
        "people.manage" => {
            text("管理整个门户的成员和角色", "Manage people and roles of the whole portal")
        }
        "members.manage" => text(
            "在一个企业里给予、收回和复核角色",
            "Give, take and review roles in one enterprise",
        ),
        "access.ask" => text("申请角色", "Ask for a role"),
        "access.end" => text("到期收回角色", "Take roles away after their time"),
        "invitation.accept" => text("使用账号链接", "Use a link to an account"),
        "trash.purge" => text("清空回收站", "Empty the trash"),
        "vault.rotate" => text("更换主密钥", "Change the master key"),
        "trace.leave" => text("留下被拒绝的记录", "Have a refusal recorded"),
        "sign_in.manage" => text("规定登录需要什么", "Say what is asked of people who sign in"),
        "backup.make" => text("备份整个门户", "Back up the whole portal"),
        "metrics.read" => text("查看运行指标", "Read the figures of the server"),
        "token.own" => text("管理自己的 API 令牌", "Manage the own API tokens"),
        "session.own" => text("管理自己的会话和申请", "Manage the own session and requests"),
        _ => return None,
    })
}
