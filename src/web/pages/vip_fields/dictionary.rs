//! The field dictionary as a file: what an auditor takes away, and the history knows it.

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::domain::vip_field::Class;
use crate::domain::{Act, VipField};
use crate::rights::ViewEnterprise;
use crate::store::Trashed;
use crate::store::shelves::all;
use crate::text::{Lang, Text, text};
use crate::web::cells;
use crate::web::fault::Answer;
use crate::web::moment::moment;
use crate::web::scope::Within;

pub(super) const HEAD: [Text; 11] = [
    text("种类", "Kind"),
    text("名称", "Name"),
    text("参数", "Parameter"),
    text("编号或字段名", "Id or field name"),
    text("别名", "Alias"),
    text("值的类型", "Type of value"),
    text("个人数据等级", "Class of personal data"),
    text("等级含义", "What the class means"),
    text("负责人", "Owner"),
    text("标签", "Tags"),
    text("更新时间", "Updated"),
];

pub async fn csv(within: Within<ViewEnterprise>) -> Answer {
    let (fields, lang) = (take_away(&within, "csv").await?, within.visit.lang());
    let mut file = cells::MARK.to_owned();
    file.push_str(&cells::csv(HEAD.map(|text| text.to(lang))));
    for field in &fields {
        let row = row(field, lang);
        file.push_str(&cells::csv(row.iter().map(String::as_str)));
    }
    Ok(download(&within, "text/csv; charset=utf-8", "csv", file))
}

pub async fn markdown(within: Within<ViewEnterprise>) -> Answer {
    let (fields, lang) = (take_away(&within, "markdown").await?, within.visit.lang());
    let name = cells::markdown_text(&within.enterprise.name);
    let title = text("字段字典", "Field dictionary").to(lang);
    let mut file = format!("# {title}: {name}\n\n");
    file.push_str(&cells::markdown(HEAD.map(|text| text.to(lang))));
    file.push_str(&["|", &"---|".repeat(HEAD.len()), "\n"].concat());
    for field in &fields {
        let row = row(field, lang);
        file.push_str(&cells::markdown(row.iter().map(String::as_str)));
    }
    let classes = text("个人数据等级", "Classes of personal data").to(lang);
    file.push_str(&["\n## ", classes, "\n\n"].concat());
    for class in Class::ALL {
        let (label, meaning) = (class.label().to(lang), class.meaning().to(lang));
        file.push_str(&["- **", label, "**: ", meaning, "\n"].concat());
    }
    Ok(download(&within, "text/markdown; charset=utf-8", "md", file))
}

/// All fields; whoever takes them away is recorded first.
async fn take_away(
    within: &Within<ViewEnterprise>,
    format: &'static str,
) -> Result<Vec<VipField>, crate::web::fault::Fault> {
    let enterprise = within.enterprise.id;
    let mut read = within.visit.portal.db.read().await?;
    let fields = all(&mut read, enterprise, Trashed::LeftOut).await?;
    drop(read);
    within.write(Act::new(VipField::exported(enterprise, format)), async |_| Ok(())).await?;
    Ok(fields)
}

fn row(field: &VipField, lang: Lang) -> [String; HEAD.len()] {
    let settings = &field.settings;
    [
        settings.kind.label().to(lang).to_owned(),
        settings.name.clone(),
        settings.kind.parameters().first().copied().unwrap_or_default().to_owned(),
        settings.key.clone(),
        settings.alias.clone(),
        settings.value_type.label().to(lang).to_owned(),
        settings.class.label().to(lang).to_owned(),
        settings.class.meaning().to(lang).to_owned(),
        field.meta.owner.clone(),
        field.meta.tags_text(),
        moment(field.updated_at).iso,
    ]
}

fn download(
    within: &Within<ViewEnterprise>,
    kind: &'static str,
    extension: &str,
    file: String,
) -> HttpResponse {
    // A slug has letters, digits and hyphens only.
    let name =
        format!("attachment; filename=\"vip-fields-{}.{extension}\"", within.enterprise.slug);
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(file)
}
