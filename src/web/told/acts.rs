//! What was done, in words: one line for each action that a history can hold.

use crate::text::{Text, text};

/// What was done, past tense.
#[expect(clippy::too_many_lines, reason = "a table of words")]
pub fn action(action: &str) -> Option<Text> {
    Some(match action {
        "installation.created" => text("创建了门户", "created the installation"),
        "setup.advanced" => text("推进了首次设置", "moved the first set-up on"),
        "setup.finished" => text("完成了首次设置", "finished the first set-up"),
        "session.started" => text("登录", "signed in"),
        "session.halfway" => text(
            "密码正确，还差第二步",
            "typed the right password and was asked for the second step",
        ),
        "session.ended" => text("退出登录", "signed out"),
        "enterprise.created" => text("创建了企业", "created the enterprise"),
        "enterprise.saved" => text("修改了企业", "changed the enterprise"),
        "account.created" => text("登记了渠道账号", "registered the channel account"),
        "account.saved" => text("修改了渠道账号", "changed the channel account"),
        "key.created" => text("登记了安全密钥", "registered the security key"),
        "key.saved" => text("修改了安全密钥", "changed the security key"),
        "key.rotated" => text("为安全密钥准备了新的密钥：", "prepared a new secret for the key"),
        "key.activated" => text("启用了新密钥：", "activated the new secret of the key"),
        "key.discarded" => {
            text("放弃了尚未启用的新密钥：", "discarded the pending secret of the key")
        }
        "key.revoked" => text("吊销了密钥：", "revoked a secret of the key"),
        "key.secret_purged" => text("销毁了旧密钥：", "destroyed an old secret of the key"),
        "key.reminded" => text("提醒密钥快到期：", "reminded of the last day of the key"),
        "account.switched" => {
            text("登记了厂商校验开关：", "recorded the vendor’s switch of the account")
        }
        "key.copied" => text("复制了密钥内容：", "copied the secret of the key"),
        "key.revealed" => text("查看了密钥内容：", "revealed the key"),
        "vault.upgraded" => text("为每个企业启用了数据密钥", "sealed every secret under data keys"),
        "vault.rotated" => text("更换了主密钥", "changed the master key"),
        "signing_key.created" => {
            text("创建了历史的签名密钥", "made the key that signs the history")
        }
        "checkpoint.made" => text("签署了历史检查点：", "signed a checkpoint of the history:"),
        "history.verified" => text("检查了历史：", "checked the history:"),
        "plugin.created" => text("登记了插件", "registered the plugin"),
        "plugin.saved" => text("修改了插件", "changed the plugin"),
        "leave_template.created" => text("登记了留言模板", "registered the leave-message template"),
        "leave_template.saved" => text("修改了留言模板", "changed the leave-message template"),
        "vip_field.created" => text("登记了 VIP 字段", "registered the VIP field"),
        "vip_field.saved" => text("修改了 VIP 字段", "changed the VIP field"),
        "history.exported" => text("导出了历史：", "exported the history of"),
        "dictionary.exported" => text("导出了字段字典", "exported the field dictionary"),
        "domains.saved" => text("修改了允许的域名", "changed the allowed domains"),
        "defaults.saved" => text("保存了企业默认值：", "saved the enterprise defaults of"),
        "window.created" => text("创建了聊天窗", "created the chat window"),
        "window.saved" => text("保存了聊天窗草稿", "saved the draft of the chat window"),
        "enterprise.trashed" => text("移到回收站：企业", "moved to the trash: the enterprise"),
        "enterprise.restored" => {
            text("从回收站恢复了企业", "restored from the trash: the enterprise")
        }
        "enterprise.purged" => text("彻底删除了企业", "removed for good: the enterprise"),
        "account.trashed" => {
            text("移到回收站：渠道账号", "moved to the trash: the channel account")
        }
        "account.restored" => {
            text("从回收站恢复了渠道账号", "restored from the trash: the channel account")
        }
        "account.purged" => text("彻底删除了渠道账号", "removed for good: the channel account"),
        "key.trashed" => text("移到回收站：安全密钥", "moved to the trash: the security key"),
        "key.restored" => {
            text("从回收站恢复了安全密钥", "restored from the trash: the security key")
        }
        "key.purged" => text("彻底删除了安全密钥", "removed for good: the security key"),
        "plugin.trashed" => text("移到回收站：插件", "moved to the trash: the plugin"),
        "plugin.restored" => text("从回收站恢复了插件", "restored from the trash: the plugin"),
        "plugin.purged" => text("彻底删除了插件", "removed for good: the plugin"),
        "leave_template.trashed" => {
            text("移到回收站：留言模板", "moved to the trash: the leave-message template")
        }
        "leave_template.restored" => {
            text("从回收站恢复了留言模板", "restored from the trash: the leave-message template")
        }
        "leave_template.purged" => {
            text("彻底删除了留言模板", "removed for good: the leave-message template")
        }
        "vip_field.trashed" => text("移到回收站：VIP 字段", "moved to the trash: the VIP field"),
        "vip_field.restored" => {
            text("从回收站恢复了 VIP 字段", "restored from the trash: the VIP field")
        }
        "vip_field.purged" => text("彻底删除了 VIP 字段", "removed for good: the VIP field"),
        "window.trashed" => text("移到回收站：聊天窗", "moved to the trash: the chat window"),
        "window.restored" => {
            text("从回收站恢复了聊天窗", "restored from the trash: the chat window")
        }
        "window.purged" => text("彻底删除了聊天窗", "removed for good: the chat window"),
        "window.deprecated" => {
            text("标为不再推荐：聊天窗", "marked as deprecated: the chat window")
        }
        "window.retired" => text("停用了聊天窗", "retired the chat window"),
        "window.reinstated" => text("重新启用了聊天窗", "put back in use: the chat window"),
        "window.published" => text("发布了聊天窗", "released the chat window"),
        "window.submitted" => text("提交审核：聊天窗", "submitted for review: the chat window"),
        "window.approved" => {
            text("批准了聊天窗的改动：", "approved the changes of the chat window")
        }
        "window.rejected" => {
            text("驳回了聊天窗的改动：", "rejected the changes of the chat window")
        }
        "plugin.submitted" => text("提交审核：插件", "submitted for review: the plugin"),
        "plugin.approved" => text("批准了插件的改动：", "approved the changes of the plugin"),
        "plugin.rejected" => text("驳回了插件的改动：", "rejected the changes of the plugin"),
        "plugin.published" => text("发布了插件", "released the plugin"),
        "leave_template.submitted" => {
            text("提交审核：留言模板", "submitted for review: the leave-message template")
        }
        "leave_template.approved" => {
            text("批准了留言模板的改动：", "approved the changes of the leave-message template")
        }
        "leave_template.rejected" => {
            text("驳回了留言模板的改动：", "rejected the changes of the leave-message template")
        }
        "leave_template.published" => text("发布了留言模板", "released the leave-message template"),
        "vip_field.submitted" => text("提交审核：VIP 字段", "submitted for review: the VIP field"),
        "vip_field.approved" => {
            text("批准了 VIP 字段的改动：", "approved the changes of the VIP field")
        }
        "vip_field.rejected" => {
            text("驳回了 VIP 字段的改动：", "rejected the changes of the VIP field")
        }
        "vip_field.published" => text("发布了 VIP 字段", "released the VIP field"),
        "change_request.submitted" => text("提交了变更", "submitted the change request"),
        "change_request.approved" => text("批准了变更", "approved the change request"),
        "change_request.approval_voided" => text(
            "改了内容，批准作废：变更",
            "edited what was approved, which voids the approvals of the change request",
        ),
        "change_request.approval_refused" => {
            text("试图批准自己的变更", "tried to approve the own change request")
        }
        "change_request.rejected" => text("驳回了变更", "rejected the change request"),
        "change_request.withdrawn" => text("撤回了变更", "withdrew the change request"),
        "change_request.commented" => text("对变更留言：", "commented on the change request"),
        "change_request.handed_over" => text("转交了变更", "handed over the change request"),
        "change_request.scheduled" => text("为变更定时：", "scheduled the change request"),
        "change_request.held_up" => {
            text("定时发布没有进行：变更", "could not release in time the change request")
        }
        "change_request.rebased" => {
            text("以现在的线上为基础：变更", "rebased on what is live the change request")
        }
        "change_request.released" => text("发布了变更", "released the change request"),
        "change_request.forced" => {
            text("紧急发布了变更", "released in an emergency the change request")
        }
        "change_request.looked_at" => {
            text("复核了紧急发布的变更", "looked at the emergency release of the change request")
        }
        "review_policy.saved" => text("修改了发布规则", "changed the rules for releases"),
        "snippet.copied" => text("取走了代码：", "took away the code of"),
        "handover.created" => text("生成了交接链接：", "made a hand-over link for"),
        "handover.revoked" => text("吊销了交接链接：", "revoked a hand-over link for"),
        "handover.opened" => text("打开了交接链接：", "opened the hand-over link for"),
        "handover.copied" => {
            text("通过交接链接取走了代码：", "took away, by a hand-over link, the code of")
        }
        "history.export_broken" => text("导出历史中断：", "an export broke off of the history of"),
        "access.denied" => text("被拒绝：", "was refused:"),
        "session.refused" => text("登录失败", "failed to sign in"),
        "password.refused" => text("再次输入密码有误：", "typed a wrong password again:"),
        "handover.refused" => {
            text("用了不存在的交接链接", "used a hand-over link that does not exist")
        }
        "search.saved" => text("保存了查询：", "saved the search"),
        "search.deleted" => text("删除了查询：", "deleted the search"),
        "link.made" => text("生成了链接：", "made a link for"),
        "link.signed" => text("生成了签名链接：", "made a signed link for"),
        _ => return super::people::action(action).or_else(|| super::kept::action(action)),
    })
}
