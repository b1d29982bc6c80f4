//! Help: what the words mean, what every channel can do, and every parameter. Written by the
//! catalogue, so that a page cannot know less than the form.

mod channel;
mod rows;
#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use askama::Template;

use crate::channels::{self, Ambient, Channel, Target, examples, tables};
use crate::text::{Message, Text, text};
use crate::web::fault::Answer;
use crate::web::scope::Member;
use crate::web::ui::{Crumb, Ui};
use crate::web::visit::Visit;

pub use channel::show as channel;

#[derive(Template)]
#[template(path = "help/index.html")]
struct IndexPage {
    ui: Ui,
    cards: Vec<Card>,
    words: &'static [(Text, Text)],
    commands: &'static [(&'static str, Text)],
}

struct Card {
    channel: &'static dyn Channel,
    parameters: usize,
    errata: usize,
}

#[derive(Template)]
#[template(path = "help/channels.html")]
struct ChannelsPage {
    ui: Ui,
    channels: Vec<(&'static dyn Channel, Vec<Made>)>,
}

/// A target with everything that it takes and gives.
struct Made {
    target: &'static Target,
    files: Vec<File>,
    /// Whether the example yields a link, and a signature beside or inside it.
    links: bool,
    example: &'static str,
    needs: Vec<Text>,
    flavours: Vec<Text>,
}

struct File {
    path: String,
    merge: Text,
}

/// The words of the product.
const WORDS: &[(Text, Text)] = &[
    (
        text("企业", "Enterprise"),
        text(
            "租户：下面的一切都登记在某个企业里。",
            "The tenant: everything below is registered in one.",
        ),
    ),
    (
        text("渠道", "Channel"),
        text("一个厂商的一种接入方式的总称。", "One vendor integration kind."),
    ),
    (
        text("渠道账号", "Channel account"),
        text(
            "厂商给企业的编号，例如智齿的 sysnum 和专属域名。",
            "The identifiers that a vendor gave the enterprise, such as Sobot’s sysnum and host.",
        ),
    ),
    (
        text("聊天窗", "Chat window"),
        text(
            "一处客服入口：我们自己的代号、厂商编号、选项和环境。",
            "One entry point: our own code, the vendor’s identifiers, options and an environment.",
        ),
    ),
    (
        text("接入方式", "Kind of entry"),
        text(
            "同一渠道下的不同形态，例如链接或网页组件。",
            "What a window of a channel can be, for example a link or a script component.",
        ),
    ),
    (
        text("参数", "Parameter"),
        text(
            "接入文档里的一个选项，名称保持厂商的写法。",
            "One documented vendor option, in the vendor’s own spelling.",
        ),
    ),
    (
        text("安全密钥", "Security key"),
        text(
            "为厂商签名或加密的机密；加密保存，从不出现在代码里。",
            "A secret that signs or encrypts for a vendor; sealed, and never part of any code.",
        ),
    ),
    (
        text("签名链接", "Signed link"),
        text(
            "带有某一位访客签名的网址，应像密码一样保管。",
            "An address that carries the signature of one visitor; keep it like a password.",
        ),
    ),
    (
        text("插件 ID", "Plugin ID"),
        text(
            "登记好的小程序插件配置，例如企业微信的 plugid。",
            "A registered mini-program plugin, such as WeCom’s plugid.",
        ),
    ),
];

const COMMANDS: &[(&str, Text)] = &[
    (
        "jieru channels --format json",
        text("全部参数，机器可读。", "Every parameter, for machines."),
    ),
    (
        "jieru render deployment.json",
        text("由 JSON 生成代码、链接和提示。", "Code, links and findings from a JSON file."),
    ),
    (
        "jieru sign input.json",
        text("计算签名；密钥写在输入文件里。", "Signs; the key stands in the input file."),
    ),
    (
        "jieru verify input.json",
        text("核对签名，并说明错在哪里。", "Verifies a signature and says what is wrong with it."),
    ),
    (
        "jieru inspect page.html",
        text("检查现有的链接、页面或代码。", "Inspects an existing link, page or piece of code."),
    ),
];

pub async fn index(Member { visit }: Member) -> Answer {
    let ui = visit.ui(text("帮助", "Help"))?;
    let cards = channels::ALL.iter().map(|channel| card(*channel)).collect();
    visit.page(StatusCode::OK, &IndexPage { ui, cards, words: WORDS, commands: COMMANDS })
}

fn card(channel: &'static dyn Channel) -> Card {
    let all = || tables::every(channel).into_iter().flatten();
    Card {
        channel,
        parameters: channel.parameters().len(),
        errata: all().filter(|param| param.erratum.is_some()).count(),
    }
}

pub async fn compare(Member { visit }: Member) -> Answer {
    let ui = ui_of(&visit, text("全部接入方式", "All kinds of entry"))?;
    let channels = channels::ALL
        .iter()
        .map(|channel| {
            (*channel, channel.targets().iter().map(|one| made(*channel, one)).collect())
        })
        .collect();
    visit.page(StatusCode::OK, &ChannelsPage { ui, channels })
}

fn ui_of(visit: &Visit, title: Text) -> Result<Ui, crate::web::fault::Fault> {
    let mut ui = visit.ui(title)?;
    ui.crumbs = vec![Crumb::to(ui.t("帮助", "Help"), "/help".to_owned())];
    Ok(ui)
}

/// What a target gives is read off its example.
fn made(channel: &'static dyn Channel, target: &'static Target) -> Made {
    let example = examples::of(channel.id(), target.id);
    let read = example.and_then(examples::Example::read);
    let rendered = read.map(|(channel, deployment)| channel.render(&deployment, &Ambient::at(0)));
    let (files, links) = rendered.map_or_else(<_>::default, |rendered| {
        let files = rendered
            .artifacts
            .into_iter()
            .map(|artifact| File { merge: merge(artifact.merge), path: artifact.path });
        (files.collect(), !rendered.links.is_empty())
    });
    Made {
        target,
        files,
        links,
        example: example.map_or("", |example| example.deployment),
        needs: needs(target),
        flavours: target.flavours.iter().map(|flavour| tables::flavour(flavour)).collect(),
    }
}

/// What has to be registered first.
fn needs(target: &Target) -> Vec<Text> {
    let all = [
        (target.account, text("渠道账号", "Channel account")),
        (target.plugin, text("插件 ID", "Plugin ID")),
        (target.key.is_some(), text("安全密钥（需要签名时）", "Security key (where it is signed)")),
    ];
    all.into_iter().filter_map(|(needed, what)| needed.then_some(what)).collect()
}

/// How a file gets to its place.
fn merge(way: &str) -> Text {
    match way {
        "patch" => text("合并进这个文件", "merged into this file"),
        "replace" => text("替换整个文件", "replaces the whole file"),
        _ => text("插入这个文件", "inserted into this file"),
    }
}

/// "3 parameters"
fn count(number: usize, zh: &str, one: &str, many: &str) -> Message {
    Message::new(
        format!("{number} {zh}"),
        format!("{number} {}", if number == 1 { one } else { many }),
    )
}

impl Card {
    fn facts(&self) -> Vec<Message> {
        let targets = self.channel.targets().len();
        vec![
            count(targets, "种接入方式", "kind of entry", "kinds of entry"),
            count(self.parameters, "个参数", "parameter", "parameters"),
            count(self.errata, "处文档勘误", "erratum", "errata"),
        ]
    }
}
