//! Tables as people paste them, and what becomes of each line.

use super::*;
use crate::domain::{EnterpriseId, VipFieldId};
use uuid::Uuid;

fn stored(kind: Kind, key: &str, name: &str) -> VipField {
    let settings = Settings {
        kind,
        name: name.to_owned(),
        key: key.to_owned(),
        class: Class::Personal,
        ..Settings::default()
    };
    let draft = Draft { settings, meta: Meta::default() };
    VipField::create(VipFieldId(Uuid::nil()), EnterpriseId(Uuid::nil()), draft, 0).0
}

fn told(typed: &str, known: &[VipField]) -> String {
    let plan = Plan::make(typed, known).expect("a table");
    let word = |fate: &Fate| match fate {
        Fate::New(_) => "new",
        Fate::Changed(..) => "changed",
        Fate::Same => "same",
        Fate::Wrong(_) => "wrong",
    };
    let each = plan.entries.iter().map(|one| format!("{}:{}", one.line, word(&one.fate)));
    each.collect::<Vec<_>>().join(" ")
}

#[test]
fn rows_are_new_changed_the_same_or_wrong() {
    let known = [stored(Kind::Level, "1", "金卡"), stored(Kind::Customer, "city", "城市")];
    let typed = "种类,名称,编号或字段名,个人数据等级\n\
         VIP 等级,金卡,1,个人信息\n\
         customer,所在城市,city,personal\n\
         VIP level,Silver,2,Not personal\n\
         等级,铜卡,3,个人信息\n\
         level,又一张,2,none\n\
         label,,x,none\n\
         label,坏 编号,a b,none";
    assert_eq!(
        told(typed, &known),
        "2:same 3:changed 4:new 5:wrong 6:wrong 7:wrong 8:wrong",
        "{:?}",
        Plan::make(typed, &known)
    );
}

#[test]
fn semicolons_and_marks_are_read_and_escapes_taken_back() {
    let typed = "\u{feff}Kind;Name;Id or field name;Owner\r\nVIP level;'=1+1;7;\"Wang; Fang\"";
    let plan = Plan::make(typed, &[]).expect("a table");
    let Fate::New(draft) = &plan.entries[0].fate else { panic!("{plan:?}") };
    assert_eq!((draft.settings.name.as_str(), draft.meta.owner.as_str()), ("=1+1", "Wang; Fang"));
    assert!(plan.is_sound());
}

#[test]
fn what_is_no_table_is_told_in_words() {
    for (typed, said) in [
        ("种类,名称\n等级,\u{fffd}", "UTF-8"),
        ("名称,别名\na,b", "缺少列“种类”"),
        ("种类,名称,编号或字段名,工资\n", "不认识的列“工资”"),
        ("种类,名称,编号或字段名,名称\n", "两次"),
        ("\"种类,名称", "引号没有结束"),
        ("hello", "没有认出表格"),
    ] {
        let wrong = Plan::make(typed, &[]).expect_err(typed);
        assert!(wrong.zh.contains(said), "{typed}: {}", wrong.zh);
    }
    let long = format!("种类,名称,编号或字段名\n{}", "level,a,b\n".repeat(MOST_ROWS + 1));
    assert!(Plan::make(&long, &[]).is_err());
}

#[test]
fn a_plan_is_another_when_the_registry_is() {
    let typed = "种类,名称,编号或字段名\nlevel,银卡,1";
    let one = stored(Kind::Level, "1", "金卡");
    let later = VipField { version: 2, ..one.clone() };
    let digest = |known: &[VipField]| Plan::make(typed, known).expect("a table").digest();
    let (now, then) = ([one], [later]);
    assert_ne!(digest(&now), digest(&then));
    assert_ne!(digest(&now), digest(&[]));
    assert_eq!(digest(&now), digest(&now.clone()));
}
