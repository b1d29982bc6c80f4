//! The visitor's way through the site: the page before and the present one.

use super::{COMPONENT, source};
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Who, Wire};
use crate::text::{Text, text};

const GROUP: Heading = Heading { key: "trace", label: text("浏览轨迹", "Visited pages") };

/// The objects that the vendor's samples put the fields into, each with its fields.
pub const PLACES: &[(&str, &[&str])] = &[("pre_visit_args", PRE), ("cur_visit_args", CUR)];

const PRE: &[&str] =
    &["pre_abstract", "pre_visit_url", "pre_visit_title", "pre_thumbnail", "pre_tags"];
const CUR: &[&str] =
    &["cur_abstract", "cur_visit_url", "cur_visit_title", "cur_thumbnail", "cur_tags"];

/// The object that a field of the overview belongs into.
pub fn place(name: &str) -> Option<&'static str> {
    if !(name.starts_with("pre_") || name.starts_with("cur_")) {
        return None;
    }
    PLACES.iter().find(|(_, fields)| fields.contains(&name)).map(|(place, _)| *place)
}

const fn row(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, kind, label, help, source::TRACE)
        .targets(COMPONENT)
        .by(Who::Page)
        .effect(Effect::AgentDesk)
}

/// One field of the overview, which the samples write inside an object.
const fn field(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    row(name, kind, label, help).erratum(
        "一览表把它列为顶层参数，两处示例都写在 pre_visit_args 或 cur_visit_args 里；按示例写入对象。",
        "A parameter of its own in the overview, inside pre_visit_args or cur_visit_args in both samples; written into the object as in the samples.",
    )
}

pub const TRACE: &[Param] = &[
    Param::new(
        "man_trace",
        GROUP,
        Kind::Flag,
        text("采集浏览轨迹", "Record visited pages"),
        text("记录访客浏览了哪些页面、从哪里进入、在哪个页面发起咨询，客服在工作台能看到。默认不采集，也可以在控制台打开；属于个人信息处理，请写进隐私政策。", "Records which pages visitors see, where they came in and where they asked for help; agents see it on their desk. Off by default, and the console can switch it on too. It processes personal data, so say so in your privacy policy."),
        source::TRACE,
    )
    .targets(COMPONENT)
    .values(&[allowed("true", "采集", "Record"), allowed("false", "不采集", "Do not record")])
    .default("false"),
    row(
        "pre_visit_args",
        Kind::Object,
        text("上一页信息", "The page before"),
        text("一个对象：pre_abstract 摘要、pre_visit_url 网址、pre_visit_title 标题、pre_thumbnail 缩略图、pre_tags 标签。没有的就不写。不填时智齿自动采集网址和标题。", "An object: pre_abstract, pre_visit_url, pre_visit_title, pre_thumbnail, pre_tags. Leave out what you do not have. Without it Sobot collects address and title by itself."),
    )
    .wire(Wire::Structure)
    .holds(PRE),
    row(
        "cur_visit_args",
        Kind::Object,
        text("当前页信息", "The present page"),
        text("一个对象：cur_abstract 摘要、cur_visit_url 网址、cur_visit_title 标题、cur_thumbnail 缩略图、cur_tags 标签。电商页面可以用摘要和标签写商品编号、分类和价格。", "An object: cur_abstract, cur_visit_url, cur_visit_title, cur_thumbnail, cur_tags. A shop can put a product's number, category and price into the summary and the tags."),
    )
    .wire(Wire::Structure)
    .holds(CUR)
    .erratum("两处示例把缩略图写作 pcur_thumbnail，一览表写作 cur_thumbnail；与上一页的 pre_thumbnail 对照，按一览表书写。", "Both samples call the thumbnail pcur_thumbnail, the overview cur_thumbnail; beside pre_thumbnail of the page before, the overview is followed."),
    field("pre_abstract", Kind::Prose, text("上一页摘要", "Page before: summary"), text("来源页的摘要，没有就不传。", "A summary of the page before; leave it out when there is none.")),
    field("pre_visit_url", Kind::Url, text("上一页网址", "Page before: address"), text("来源页的完整网址，没有就不传。", "The whole address of the page before; leave it out when there is none.")),
    field("pre_visit_title", Kind::Text, text("上一页标题", "Page before: title"), text("来源页的标题，没有就不传。", "The title of the page before; leave it out when there is none.")),
    field("pre_thumbnail", Kind::Url, text("上一页缩略图", "Page before: thumbnail"), text("来源页缩略图的网址，没有就不传。", "Address of a thumbnail of the page before; leave it out when there is none.")),
    field("pre_tags", Kind::Text, text("上一页标签", "Page before: tags"), text("来源页的标签，没有就不传。", "Tags of the page before; leave them out when there are none.")),
    field("cur_abstract", Kind::Prose, text("当前页摘要", "Present page: summary"), text("当前页的摘要，例如商品的卖点，没有就不传。", "A summary of the present page, such as what a product is good for; leave it out when there is none.")),
    field("cur_visit_url", Kind::Url, text("当前页网址", "Present page: address"), text("当前页的完整网址，不要带登录凭证。", "The whole address of the present page, without anything that signs people in.")),
    field("cur_visit_title", Kind::Text, text("当前页标题", "Present page: title"), text("当前页的标题，客服在轨迹里首先看到它。", "The title of the present page, the first thing agents see in the list.")),
    field("cur_thumbnail", Kind::Url, text("当前页缩略图", "Present page: thumbnail"), text("当前页缩略图的网址，例如商品主图。", "Address of a thumbnail of the present page, such as a product's picture."))
        .erratum("一览表写作 cur_thumbnail，且列为顶层参数；两处示例写在 cur_visit_args 里，又拼成 pcur_thumbnail。按一览表的拼写写入对象。", "cur_thumbnail and a parameter of its own in the overview; inside cur_visit_args and spelt pcur_thumbnail in both samples. Written into the object with the overview's spelling."),
    field("cur_tags", Kind::Text, text("当前页标签", "Present page: tags"), text("当前页的标签，例如商品分类和价格。", "Tags of the present page, such as a product's category and price.")),
];
