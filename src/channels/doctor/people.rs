//! What is worth a word about the people of a place: what they owe, what they no longer need, and whether
//! somebody goes through their roles.

use crate::domain::finding::{Finding, Grade, Kind};
use crate::text::{Message, text};

/// Somebody who has to have a second factor by now.
pub fn no_factor(name: &str, email: &str, id: &str) -> Finding {
    let said = Message::new(
        format!("{name}（{email}）必须启用两步验证，却还只凭密码登录"),
        format!("{name} ({email}) must have a second factor and signs in with a password alone"),
    );
    Finding::new(Kind::NoFactor, Grade::Warning, said).about(id)
}

/// A token that is still good for something.
pub fn unused_token(name: &str, person: &str, person_id: &str) -> Finding {
    let said = Message::new(
        format!("{person} 的令牌“{name}”有 90 天没有用过"),
        format!("The token “{name}” of {person} was not used for 90 days"),
    );
    Finding::new(Kind::TokenUnused, Grade::Note, said).about(person_id)
}

/// Two people; `id` is the one whose page leads to the other.
pub fn alike_people(name: &str, other: &str, id: &str) -> Finding {
    let said = Message::new(
        format!("“{name}”与“{other}”看起来一样，其实是两个人"),
        format!("“{name}” looks like “{other}” and is somebody else"),
    );
    Finding::new(Kind::AlikePeople, Grade::Warning, said).about(id)
}

/// Nobody went through the roles of a place for long, or (`ever` is false) at all.
pub fn unreviewed(ever: bool) -> Finding {
    let said = if ever {
        text("上次复核权限已过去 90 天以上", "The last access review is more than 90 days ago")
    } else {
        text(
            "90 天以上没有人复核过谁有什么权限",
            "Nobody went through who may do what for more than 90 days",
        )
    };
    Finding::new(Kind::Unreviewed, Grade::Warning, said)
}
