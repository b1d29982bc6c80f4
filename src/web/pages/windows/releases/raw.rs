//! The bytes themselves: one file as text, all files as a zip. The same address always has the same
//! bytes, so that a build can ask whether they changed; asking is therefore no event.

use std::io::{Cursor, Write as _};

use actix_web::http::{StatusCode, header};
use actix_web::web::Query;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::edition::Edition;
use crate::channels::stamp;
use crate::domain::release::sha256;
use crate::domain::{Window, release::File};
use crate::error::Error;
use crate::rights::ViewWindow;
use crate::web::fault::{Answer, Fault};
use crate::web::scope::Scoped;

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    pub flavour: String,
}

pub async fn artifact(
    Scoped { within, object: window }: Scoped<Window, ViewWindow>,
    query: Query<Wanted>,
) -> Answer {
    let request = within.visit.request();
    let part = |name: &str| request.match_info().get(name).unwrap_or_default();
    let edition =
        Edition::get(&within.visit.portal, &within.enterprise.slug, &window, part("n")).await?;
    let flavour = edition.chosen(&query.flavour);
    let path = part("path");
    let file =
        edition.artifacts(flavour).find(|file| file.path == path).ok_or_else(Fault::not_found)?;
    let name = path.rsplit('/').next().unwrap_or_default();
    let bytes = edition.text(file).into_bytes();
    Ok(answer(request, bytes, "text/plain; charset=utf-8", ("inline", name)))
}

pub async fn bundle(
    Scoped { within, object: window }: Scoped<Window, ViewWindow>,
    query: Query<Wanted>,
) -> Answer {
    let request = within.visit.request();
    let word = request.match_info().get("n").unwrap_or_default();
    let slug = &within.enterprise.slug;
    let edition = Edition::get(&within.visit.portal, slug, &window, word).await?;
    let flavour = edition.chosen(&query.flavour);
    let bytes = packed(&edition, slug, &window, flavour).map_err(Error::broken)?;
    let name = format!("{slug}-{}-{}.zip", window.code, edition.name());
    Ok(answer(request, bytes, "application/zip", ("attachment", &name)))
}

/// The bytes with their hash as the tag; nothing but the tag for who has them already.
pub fn answer(
    request: &HttpRequest,
    bytes: Vec<u8>,
    kind: &'static str,
    (disposition, name): (&str, &str),
) -> HttpResponse {
    let tag = format!("\"{}\"", sha256(&bytes));
    let known = request.headers().get_all(header::IF_NONE_MATCH);
    let known = known.filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(','));
    let mut known = known.map(|one| one.trim().trim_start_matches("W/"));
    let same = known.any(|one| one == tag || one == "*");
    let mut response =
        HttpResponse::build(if same { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response
        .insert_header((header::ETAG, tag))
        // Rights may end: it is asked again each time.
        .insert_header((header::CACHE_CONTROL, "private, no-cache"));
    if same {
        return response.finish();
    }
    response
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("{disposition}; filename=\"{}\"", plain(name)),
        ))
        .body(bytes)
}

/// A file name that no system reads as anything else.
pub fn plain(name: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    name.chars().map(|c| if safe(c) { c } else { '_' }).collect()
}

/// The same files give the same bytes: times are the release's own.
pub fn packed(
    edition: &Edition,
    slug: &str,
    window: &Window,
    flavour: &str,
) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let made = edition.release.as_ref().map_or(0, |release| release.made_at);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(time(made));
    for file in edition.artifacts(flavour) {
        let mode = if file.language == "sh" { 0o755 } else { 0o644 };
        zip.start_file(inside(&file.path), options.unix_permissions(mode))?;
        zip.write_all(edition.text(file).as_bytes())?;
    }
    zip.start_file("README.md", options.unix_permissions(0o644))?;
    zip.write_all(readme(edition, slug, window, flavour).as_bytes())?;
    Ok(zip.finish()?.into_inner())
}

/// Zip files know years from 1980 on, in seconds of two.
fn time(at: crate::clock::Millis) -> DateTime {
    let known = jiff::Timestamp::from_millisecond(at).ok().and_then(|at| {
        let at = at.to_zoned(jiff::tz::TimeZone::UTC);
        let part = |number: i8| u8::try_from(number).ok();
        DateTime::from_date_and_time(
            u16::try_from(at.year()).ok()?,
            part(at.month())?,
            part(at.day())?,
            part(at.hour())?,
            part(at.minute())?,
            part(at.second())?,
        )
        .ok()
    });
    known.unwrap_or_default()
}

/// A path that stays inside the folder into which it is unpacked.
fn inside(path: &str) -> String {
    let parts = path.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let clean = |part: &str| -> String {
        let odd = |c: char| c.is_control() || matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|');
        part.chars().map(|c| if odd(c) { '_' } else { c }).collect()
    };
    parts.map(clean).collect::<Vec<_>>().join("/")
}

fn readme(edition: &Edition, slug: &str, window: &Window, flavour: &str) -> String {
    let mut text = format!("# {}\n\n", window.content.name.replace(['\n', '\r'], " "));
    let mut line = |words: String| {
        text.push_str(&words);
        text.push('\n');
    };
    match &edition.stamp {
        Some(stamp) => line(format!("`{}`\n", stamp.text())),
        None => line(format!(
            "`{slug}/{}`：草稿，未发布，不要用于正式环境 / a draft, not released: not for production\n",
            window.code
        )),
    }
    line(format!("content_hash: `{}`\n", edition.content_hash));
    line("| 文件 File | 怎么放 How | SHA-256 |\n|---|---|---|".to_owned());
    for file in edition.artifacts(flavour) {
        line(format!("| `{}` | {} | `{}` |", file.path, how(file), file.sha256));
    }
    line(String::new());
    line(
        "SHA-256 是不含戳记的内容 / the hashes are those of the files without their stamps."
            .to_owned(),
    );
    if edition.artifacts(flavour).any(|file| !stamp::carries(&file.language)) {
        line("JSON 文件不能写注释，戳记只在这里 / JSON files take no comments; their stamp is the one above.".to_owned());
    }
    for link in edition.links(flavour) {
        line(format!("\n链接 Link `{}`:\n\n    {}", link.path, link.content));
    }
    text
}

/// How a file is used, in both languages.
pub fn how(file: &File) -> &'static str {
    match file.merge.as_str() {
        "patch" => "合并进这个文件 / merge into this file",
        "replace" => "替换整个文件 / replace the whole file",
        _ => "插入这个文件 / insert into this file",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside_the_folder() {
        assert_eq!(inside("pages/chat/chat.wxml"), "pages/chat/chat.wxml");
        assert_eq!(inside("../../etc/passwd"), "etc/passwd");
        assert_eq!(inside("/a/./b\\..\\c:d\n.js"), "a/b/c_d_.js");
        assert_eq!(plain("页\"\r\n.js"), "____.js");
    }
}
