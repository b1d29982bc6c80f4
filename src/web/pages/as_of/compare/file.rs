//! A comparison as a file: one line a field.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use actix_web::web::Query;

use super::super::shown::Known;
use super::super::view::MALFORMED;
use super::{Wanted, called, collect, label, names, rows, span, what};
use crate::domain::past::Net;
use crate::domain::{Act, Change};
use crate::rights::ReadHistory;
use crate::text::{Lang, text};
use crate::web::cells;
use crate::web::fault::{Answer, Fault};
use crate::web::moment::{Moment, ZONE, ZONE_SHOWN, moment};
use crate::web::scope::Within;

/// The whole comparison as a file; whoever takes it away is recorded first.
pub async fn csv(within: Within<ReadHistory>, query: Query<Wanted>) -> Answer {
    let (log, lang) = (within.enterprise.log(), within.visit.lang());
    let mut source = within.visit.portal.db.read().await?;
    let span = match span(&within, &mut source, &query).await? {
        Ok(span) => span,
        Err(errors) => {
            let said = errors.into_iter().next().map(|error| error.text);
            let said = said.unwrap_or_else(|| MALFORMED.into());
            return Err(Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, said));
        }
    };
    let nets = collect(&mut source, log, span).await?;
    let known = names(&mut source, log, &nets).await?;
    drop(source);
    let to = span.to.map_or_else(|| within.visit.portal.clock.now(), |to| to.0);
    let (was, is) = (moment(span.from.0), moment(to));
    let count: usize = nets.iter().map(Net::differences).sum();
    let change = Change::access(log, "history.exported", "history", within.enterprise.id)
        .detail("name", &within.enterprise.name)
        .detail("what", "compare")
        .detail("from", &was.iso)
        .detail("to", &is.iso)
        .detail("count", count.to_string());
    within.write(Act::new(change), async |_| Ok(())).await?;
    let name = format!("attachment; filename=\"compare-{}.csv\"", within.enterprise.slug);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(file(&nets, &known, (&was, &is), lang)))
}

/// One line a field; times are told in the zone that stands in the head.
fn file(nets: &[Net], known: &Known, (was, is): (&Moment, &Moment), lang: Lang) -> String {
    let zone = format!("{ZONE}, {ZONE_SHOWN}");
    let word = |zh: &'static str, en: &'static str| text(zh, en).to(lang).to_owned();
    let head = [
        word("种类", "Kind"),
        word("名称", "Name"),
        word("代号", "Code"),
        word("变化", "What"),
        word("字段", "Field"),
        word("厂商字段", "Vendor’s name"),
        format!("{} {} ({zone})", word("之前", "Before"), was.shown),
        format!("{} {} ({zone})", word("之后", "After"), is.shown),
        format!("{} ({zone})", word("最近修改", "Last change")),
        word("修改者", "By"),
        word("记录", "Event"),
    ];
    let mut file = cells::MARK.to_owned();
    file.push_str(&cells::csv(head.iter().map(String::as_str)));
    for net in nets {
        for row in rows(net, known, lang) {
            let line = [
                label(net).to(lang).to_owned(),
                called(net, lang),
                net.code.clone(),
                what(net).1.to(lang).to_owned(),
                row.label,
                row.raw,
                row.before.unwrap_or_default(),
                row.after.unwrap_or_default(),
                moment(net.last.at).shown,
                net.last.by.clone(),
                net.last.seq.to_string(),
            ];
            file.push_str(&cells::csv(line.iter().map(String::as_str)));
        }
    }
    file
}
