//! The rows of a channel's help page: the reference of every table, each name with one anchor.

use std::collections::HashSet;

use crate::catalog::reference::{Row, Section, reference};
use crate::catalog::{Kind, Param, Stands};
use crate::channels::{Channel, Target, tables};
use crate::text::{Message, Text, text};

/// One box of a deployment.
pub struct Chapter {
    /// The HTML id.
    pub id: &'static str,
    pub label: Text,
    pub note: Text,
    pub groups: Vec<Group>,
}

pub struct Group {
    pub id: String,
    pub label: Text,
    pub lines: Vec<Line>,
}

/// A row with where it counts.
pub struct Line {
    pub row: Row,
    /// The HTML id; empty where an earlier row of this name has it.
    pub anchor: String,
    /// The kinds of entry that know it; empty where all do.
    pub targets: Vec<Text>,
    /// Remarks in words: where the value comes from, what is reversed.
    pub remarks: Vec<Message>,
}

/// A contradiction of the vendor and what we decided.
pub struct Erratum {
    pub href: String,
    pub path: String,
    pub label: Text,
    pub text: Text,
}

/// Everything about a channel's names, narrowed to those that mention a text.
pub fn chapters(channel: &'static dyn Channel, wanted: &str) -> Vec<Chapter> {
    let mut taken = HashSet::new();
    let around = tables::every(channel);
    let mut chapters = Vec::new();
    let account = reference(channel.account_fields(), &around);
    chapters.push(Chapter {
        id: "box-account",
        label: text("渠道账号", "Channel account"),
        note: text(
            "登记一次，由聊天窗引用。机密的项目登记为安全密钥。",
            "Registered once, and referred to by chat windows. What is secret is registered as a security key.",
        ),
        groups: lines("account", account, channel, &mut taken, |_| Vec::new()),
    });
    chapters.push(Chapter {
        id: "box-window",
        label: text("聊天窗", "Chat window"),
        note: text(
            "每个聊天窗自己的设置；命令行里写在 window 中。",
            "Each window’s own settings; in the box “window” on the command line.",
        ),
        groups: windows(channel, &around, &mut taken),
    });
    chapters.push(Chapter {
        id: "box-parameters",
        label: text("参数", "Parameters"),
        note: text(
            "管理员决定的写在 parameters 中，访客资料和页面传入的写在 visitor 中。",
            "What the administrator decides stands in the box “parameters”; visitor data and what the page sets stand in “visitor”.",
        ),
        groups: lines("parameters", reference(channel.parameters(), &around), channel, &mut taken, |param| {
            labels(channel, |target| param.exists_in(target.id))
        }),
    });
    if !wanted.is_empty() {
        for chapter in &mut chapters {
            for group in &mut chapter.groups {
                group.lines.retain(|line| line.row.mentions(wanted));
            }
        }
    }
    for chapter in &mut chapters {
        chapter.groups.retain(|group| !group.lines.is_empty());
    }
    chapters.retain(|chapter| !chapter.groups.is_empty());
    chapters
}

/// The same field of several targets is one row.
fn windows(
    channel: &'static dyn Channel,
    around: &[&'static [Param]],
    taken: &mut HashSet<String>,
) -> Vec<Group> {
    let mut merged: Vec<Section> = Vec::new();
    let same = |one: &Param, other: &Param| one.name == other.name && one.help == other.help;
    for target in channel.targets() {
        for section in reference(target.window_fields, around) {
            let known = merged.iter().position(|known| known.heading.key == section.heading.key);
            match known.and_then(|at| merged.get_mut(at)) {
                Some(known) => {
                    for row in section.rows {
                        if !known.rows.iter().any(|other| same(other.param, row.param)) {
                            known.rows.push(row);
                        }
                    }
                }
                None => merged.push(section),
            }
        }
    }
    lines("window", merged, channel, taken, |param| {
        labels(channel, |target| target.window_fields.iter().any(|other| same(other, param)))
    })
}

/// The kinds of entry that a row belongs to; none where it belongs to all.
fn labels(channel: &'static dyn Channel, belongs: impl Fn(&Target) -> bool) -> Vec<Text> {
    let all = channel.targets();
    let found: Vec<Text> =
        all.iter().filter(|target| belongs(target)).map(|target| target.label).collect();
    if found.len() == all.len() { Vec::new() } else { found }
}

fn lines(
    prefix: &str,
    sections: Vec<Section>,
    channel: &'static dyn Channel,
    taken: &mut HashSet<String>,
    targets: impl Fn(&Param) -> Vec<Text>,
) -> Vec<Group> {
    let mut groups = Vec::new();
    for section in sections {
        let lines = section.rows.into_iter().map(|row| {
            let free = taken.insert(row.anchor.clone());
            Line {
                anchor: if free { row.anchor.clone() } else { String::new() },
                targets: targets(row.param),
                remarks: remarks(channel, row.param),
                row,
            }
        });
        groups.push(Group {
            id: format!("group-{prefix}-{}", section.heading.key),
            label: section.heading.label,
            lines: lines.collect(),
        });
    }
    groups
}

fn remarks(channel: &dyn Channel, param: &Param) -> Vec<Message> {
    let mut said = Vec::new();
    if param.inverted {
        said.push(inverted(param));
    }
    if param.observed {
        said.push(Message::new(
            "接入文档没有收录，见于公开页面；门户认识它，但会给出提示。",
            "Not in the vendor document, seen on public pages; the portal knows it, with a warning.",
        ));
    }
    if param.secret {
        said.push(Message::new(
            "机密：登记为安全密钥，不写在账号里，也从不出现在代码里。",
            "Secret: register it as a security key. It is neither kept in the account nor written into code.",
        ));
    }
    said.extend(place(param.stands, None));
    for (name, stands) in param.stands_in {
        let target = channel.targets().iter().find(|target| target.id == *name);
        said.extend(target.and_then(|target| place(*stands, Some(target.label))));
    }
    said
}

/// What the vendor's spelling of a reversed switch means.
fn inverted(param: &Param) -> Message {
    let meant = |value: &str| param.meaning(value);
    let said = |on: Option<Text>, off: Option<Text>| Some((on?, off?));
    let one = said(meant("1"), meant("0")).map(|found| ("1", "0", found));
    let two = said(meant("true"), meant("false")).map(|found| ("true", "false", found));
    match one.or(two) {
        Some((yes, no, (on, off))) => Message::new(
            format!(
                "取值与直觉相反：写 {yes} 表示{}，写 {no} 表示{}。门户按含义显示，按厂商的值写出。",
                on.zh, off.zh
            ),
            format!(
                "The values are reversed: {yes} means “{}”, {no} means “{}”. The portal shows the meaning and writes the vendor’s value.",
                on.en, off.en
            ),
        ),
        None => Message::new(
            "取值与直觉相反：厂商的“真”表示关闭。门户按含义显示，按厂商的值写出。",
            "The values are reversed: the vendor’s “true” means off. The portal shows the meaning and writes the vendor’s value.",
        ),
    }
}

/// Where the value comes from, where that is not the form.
fn place(stands: Stands, target: Option<Text>) -> Option<Message> {
    let (zh, en) = match stands {
        Stands::Box => return None,
        Stands::Account(name) => (
            format!("取自渠道账号的 {name}，不在这里填写"),
            format!("taken from {name} of the channel account, not given here"),
        ),
        Stands::Window(name) => (
            format!("取自聊天窗的设置 {name}，不在这里填写"),
            format!("taken from the window’s setting {name}, not given here"),
        ),
        Stands::Computed => {
            ("由门户计算，不能填写".to_owned(), "computed by the portal, never given".to_owned())
        }
    };
    Some(match target {
        Some(target) => {
            Message::new(format!("{}：{zh}。", target.zh), format!("{}: {en}.", target.en))
        }
        None => Message::new(format!("{zh}。"), format!("It is {en}.")),
    })
}

/// Every contradiction of the vendor document, in the order of the page.
pub fn errata(chapters: &[Chapter]) -> Vec<Erratum> {
    let lines = chapters.iter().flat_map(|chapter| &chapter.groups).flat_map(|group| &group.lines);
    let found = lines.filter_map(|line| {
        Some(Erratum {
            href: format!("#{}", line.row.anchor),
            path: line.row.path.clone(),
            label: line.row.param.label,
            text: line.row.param.erratum?,
        })
    });
    found.collect()
}

/// The allowed values as the vendor spells them, with their meanings.
impl Line {
    pub fn values(&self) -> Vec<(&'static str, Text)> {
        let param = self.row.param;
        if param.kind == Kind::Flag && param.values.is_empty() {
            return vec![("true", text("开", "On")), ("false", text("关", "Off"))];
        }
        self.row.values.iter().map(|allowed| (allowed.value, allowed.label)).collect()
    }

    /// Where the vendor limits it to some surfaces.
    pub fn surface(&self) -> String {
        self.row.param.surface.join(" · ")
    }
}
