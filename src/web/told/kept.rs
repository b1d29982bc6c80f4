//! The words of how long history is kept, and of what is taken away from it.

use crate::text::{Text, text};

pub fn action(action: &str) -> Option<Text> {
    Some(match action {
        "history.purged" => {
            text("按保留规则清除了历史记录", "removed events under the retention rule")
        }
        "retention.saved" => text("修改了历史的保留规则", "changed how long history is kept"),
        "retention.held" => text("暂停清除历史（保全）", "put history on hold"),
        "retention.lifted" => text("解除了历史的保全", "lifted the hold on history"),
        "retention_proposal.created" => {
            text("提议缩短保留或解除保全", "proposed to keep less history or to lift a hold")
        }
        "retention_proposal.approved" => {
            text("同意了保留规则的提议", "agreed to a proposal about retention")
        }
        "retention_proposal.rejected" => {
            text("拒绝了保留规则的提议", "rejected a proposal about retention")
        }
        "backup.made" => text("生成了备份", "made a backup"),
        "backup.checked" => text("检查了一份备份文件", "checked a backup file"),
        "backup.restored" => text("从备份恢复了门户", "restored the portal from a backup"),
        "history.exported" => text("导出了历史：", "exported the history of"),
        _ => return None,
    })
}

pub fn field(name: &str) -> Option<Text> {
    Some(match name {
        "keep_days" => text("历史保留天数", "Days to keep history"),
        "hold" => text("保全原因", "Reason for the hold"),
        "lift_hold" => text("解除保全", "Lift the hold"),
        "decision" => text("决定", "Decision"),
        "outcome" => text("检查结果", "What was found"),
        "bytes" => text("文件的字节数", "Bytes of the file"),
        "made_at" => text("备份生成时间", "When the backup was made"),
        "amount" => text("保留多久", "Keep for"),
        "unit" => text("单位", "Unit"),
        _ => return None,
    })
}

/// What became of a wish.
pub fn decision(state: &str) -> Option<Text> {
    Some(match state {
        "open" => text("等待中", "Waiting"),
        "approved" => text("已同意", "Approved"),
        "rejected" => text("已拒绝", "Rejected"),
        _ => return None,
    })
}

/// What a file turned out to be that somebody had checked as a backup.
pub fn checked(outcome: &str) -> Option<Text> {
    Some(match outcome {
        "whole" => text("完整", "Whole"),
        "foreign" => text("不是备份", "No backup"),
        "other_key" => text("用另一个主密钥加密", "Sealed with another master key"),
        "newer" => text("来自更新的版本", "Of a later version"),
        "damaged" => text("已损坏", "Damaged"),
        _ => return None,
    })
}
