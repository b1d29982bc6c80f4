//! What is found when registered objects are looked at: what it is, how bad, and what helps.

use crate::text::{Message, Text, text};

/// How soon it wants somebody's hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Something does not work, or will not tomorrow.
    Error,
    /// Something will stop working or is probably not meant.
    Warning,
    /// Worth knowing.
    Note,
}

impl Grade {
    pub const ALL: [Grade; 3] = [Grade::Error, Grade::Warning, Grade::Note];

    pub const fn name(self) -> &'static str {
        match self {
            Grade::Error => "error",
            Grade::Warning => "warning",
            Grade::Note => "note",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Grade::Error => text("错误", "Error"),
            Grade::Warning => text("警告", "Warning"),
            Grade::Note => text("提示", "Note"),
        }
    }

    /// The ranks of this grade: the first one, and the first one after them.
    pub const fn ranks(self) -> (i64, i64) {
        match self {
            Grade::Error => (0, STEP),
            Grade::Warning => (STEP, 2 * STEP),
            Grade::Note => (2 * STEP, 3 * STEP),
        }
    }

    /// The grade of a stored rank.
    pub fn of_rank(rank: i64) -> Grade {
        let of = |grade: &Grade| (grade.ranks().0..grade.ranks().1).contains(&rank);
        Self::ALL.into_iter().find(of).unwrap_or(Grade::Note)
    }
}

/// Kinds in one grade.
const STEP: i64 = 100;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $name:literal $label:expr, $advice:expr;)*) => {
        /// What was found. The order is that in which people are told of the same grade.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind { $($(#[$doc])* $kind),* }

        impl Kind {
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),*];

            /// As it is stored and stands in addresses.
            pub const fn name(self) -> &'static str {
                match self { $(Kind::$kind => $name),* }
            }

            /// A few words that also count: "3 × …".
            pub const fn label(self) -> Text {
                match self { $(Kind::$kind => $label),* }
            }

            /// What to do about it.
            pub const fn advice(self) -> Text {
                match self { $(Kind::$kind => $advice),* }
            }
        }
    };
}

kinds! {
    KeyExpired "key-expired" text("密钥已过期", "Key has expired"),
        text("轮换密钥；仍然有效的话，改正到期日", "Rotate the key, or correct its date if it still counts");
    KeyDue "key-due" text("密钥快到期", "Key expires soon"),
        text("在到期之前轮换密钥，并登记新的到期日", "Rotate the key before that day and register the new date");
    NoSecret "no-secret" text("密钥不能签名", "Key cannot sign"),
        text("轮换密钥并启用新的，依赖它的聊天窗才能签名", "Rotate the key and activate a new secret: windows that depend on it cannot sign");
    OverlapOver "overlap-over" text("旧密钥的重叠期已过", "Overlap of an old secret is over"),
        text("确认依赖方都已切换，然后吊销旧密钥", "Make sure that everybody has changed over, then revoke the old secret");
    Incomplete "incomplete" text("缺少必填项", "Something required is missing"),
        text("打开聊天窗，补上这一项", "Open the window and fill it in");
    Unsigned "unsigned" text("厂商已开启校验，这里没有签名", "The vendor checks signatures, and this one has none"),
        text("在聊天窗里打开“已开启安全密钥”并填写签名接口，否则访客会被拒绝", "Switch “signed” on in the window and give its signing address, or visitors are turned away");
    Wrong "wrong" text("检查有错误", "The check finds an error"),
        text("打开聊天窗改正；有错误的草稿不能发布", "Correct it in the window; a draft with errors cannot be released");
    DoubleId "double-id" text("同一编号登记了两次", "The same identifier twice"),
        text("合并成一个，或改正其中一个的编号", "Keep one of them, or correct the identifier of the other");
    Alike "alike" text("名称看起来一样", "Names that look alike"),
        text("改掉其中一个的名称，免得被认错", "Give one of them another name, so that nobody takes it for the other");
    AlikePeople "alike-people" text("两个人的姓名看起来一样", "People whose names look alike"),
        text("请其中一位改用能区分的姓名；不认识的人，请停用", "Ask one of them for a name that tells them apart; deactivate whoever nobody knows");
    NoFactor "no-factor" text("该有两步验证的人没有", "Somebody owes a second factor"),
        text("请本人在“两步验证”里设好；不再需要的角色可以收回", "Ask them to set one up under “Second factor”, or take the role away if it is not needed");
    Unreviewed "unreviewed" text("很久没有复核权限", "Roles not gone through for long"),
        text("做一次权限复核：逐个保留或收回", "Do an access review: keep each role, or take it away");
    Doubtful "doubtful" text("检查有警告", "The check has a warning"),
        text("看看是不是本意", "See whether it is meant");
    Idle "idle" text("不起作用的值", "A value without effect"),
        text("去掉它，或满足它的条件", "Remove it, or meet its condition");
    LinkLong "link-long" text("链接过长", "The link is too long"),
        text("减少写在网址里的内容", "Put less into the address");
    Outdated "outdated" text("过时或文档之外的写法", "Outdated, or outside the vendor document"),
        text("改用厂商文档里现在的写法", "Use what the vendor document says today");
    KeyOld "key-old" text("密钥用了一年以上", "Key older than a year"),
        text("安排一次轮换", "Plan a rotation");
    KeyUnheld "key-unheld" text("不知道谁持有密钥", "Nobody is named who holds the key"),
        text("密钥保存在别处：在负责人一栏写明由谁保管", "The key is kept elsewhere: name its keeper as the owner");
    Contradiction "contradiction" text("厂商文档有矛盾", "The vendor document contradicts itself"),
        text("按说明在真机上验证一次", "Try it on a real device as the note says");
    Switch "switch" text("厂商校验开关", "The vendor’s switch"),
        text("在渠道账号里登记开关的状态：先观察，再开启", "Record the state of the switch in the channel account: observe first, then enforce");
    NoTest "no-test" text("没有测试环境的聊天窗", "No window for tests"),
        text("复制一个作为测试环境，改动先在那里试", "Make a copy for the test environment and try changes there first");
    Unreleased "unreleased" text("从未发布", "Never released"),
        text("发布之后，开发者取到的代码才有版本号", "Release it: only then developers take away code that has a number");
    Ahead "ahead" text("草稿比线上新", "The draft is ahead of the release"),
        text("发布草稿，或改回去", "Release the draft, or take the change back");
    TokenUnused "token-unused" text("令牌很久没用", "A token that nobody uses"),
        text("没有程序再用它的话，吊销它", "Revoke it if no program uses it any more");
    NoOwner "no-owner" text("没有负责人", "No owner"),
        text("写上负责的人或团队", "Name a person or a team");
    Unused "unused" text("没有被使用", "Not in use"),
        text("不再需要的话，移到回收站", "Move it to the trash if nobody needs it");
}

impl Kind {
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.name() == name)
    }

    /// Where a finding of this kind and grade stands in a list, the worst first.
    pub fn rank(self, grade: Grade) -> i64 {
        let place = Self::ALL.iter().position(|one| *one == self).unwrap_or_default();
        grade.ranks().0 + i64::try_from(place).unwrap_or_default()
    }
}

/// One thing that was found about one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub kind: Kind,
    pub grade: Grade,
    /// The vendor's name of the value, or what else tells findings of one kind apart; may be empty.
    pub parameter: String,
    pub said: Message,
}

impl Finding {
    pub fn new(kind: Kind, grade: Grade, said: impl Into<Message>) -> Self {
        Finding { kind, grade, parameter: String::new(), said: said.into() }
    }

    pub fn about(self, parameter: impl Into<String>) -> Self {
        Finding { parameter: parameter.into(), ..self }
    }

    pub fn rank(&self) -> i64 {
        self.kind.rank(self.grade)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_read_back_and_the_worst_comes_first() {
        assert!(Kind::ALL.len() < usize::try_from(STEP).expect("a number"));
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()), Some(*kind));
            for grade in Grade::ALL {
                assert_eq!(Grade::of_rank(kind.rank(grade)), grade);
                assert_eq!(Grade::from_name(grade.name()), Some(grade));
            }
        }
        assert!(Kind::Unused.rank(Grade::Error) < Kind::KeyExpired.rank(Grade::Warning));
        assert!(Kind::KeyExpired.rank(Grade::Error) < Kind::Wrong.rank(Grade::Error));
    }
}
