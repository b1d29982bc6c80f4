//! The same steps as one text: to be copied whole, or as Markdown for a ticket or a wiki.

use std::fmt::Write as _;

use actix_web::web::Query;

use super::Wanted;
use crate::channels::{self, Target, tables};
use crate::domain::Window;
use crate::rights::ViewWindow;
use crate::store::{Read, domains};
use crate::text::{Lang, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::pages::windows::releases::edition::Edition;
use crate::web::pages::windows::releases::raw;
use crate::web::scope::Scoped;

/// All files, each below a line with its name.
pub(in crate::web::pages::windows) fn everything(edition: &Edition, flavour: &str) -> String {
    let files = edition.artifacts(flavour);
    let each = files.map(|file| format!("==> {} <==\n{}", file.path, edition.text(file)));
    each.collect::<Vec<_>>().join("\n")
}

/// The steps as Markdown.
pub(in crate::web::pages::windows) fn written(
    edition: &Edition,
    window: &Window,
    (flavour, hosts): (&str, &[String]),
    lang: Lang,
) -> String {
    let channel = channels::find(&window.channel);
    let target = channel.and_then(|channel| tables::target(channel, &window.content.target));
    let mut text = format!("# {}\n\n", one_line(&window.content.name));
    match &edition.stamp {
        Some(stamp) => {
            let _ = writeln!(text, "`{}`", stamp.text());
        }
        None => text.push_str(
            self::text(
                "**草稿，未发布：不要用于正式环境。**\n",
                "**A draft, not released: not for production.**\n",
            )
            .to(lang),
        ),
    }
    text.push_str(&prerequisites(target, hosts, lang));
    for (number, file) in (1..).zip(edition.artifacts(flavour)) {
        let content = edition.text(file);
        let fence = fence(&content);
        let end = if content.ends_with('\n') { "" } else { "\n" };
        let _ = write!(
            text,
            "\n## {number}. `{}`\n\n{}\n\n{fence}{}\n{content}{end}{fence}\n",
            file.path,
            how(&file.merge).to(lang),
            file.language,
        );
    }
    for link in edition.links(flavour) {
        let label = self::text("链接", "Link").to(lang);
        let _ = writeln!(text, "\n{label} `{}`: <{}>", link.path, link.content);
    }
    text
}

fn prerequisites(target: Option<&Target>, hosts: &[String], lang: Lang) -> String {
    let known = target.map_or(&[][..], |target| target.prerequisites);
    if known.is_empty() && hosts.is_empty() {
        return String::new();
    }
    let head = text("上线前的检查清单", "Check-list before going live").to(lang);
    let items = known.iter().map(|item| format!("- [ ] {}\n", item.to(lang)));
    let meant = (!hosts.is_empty()).then(|| {
        let hosts: Vec<String> = hosts.iter().map(|host| format!("`{host}`")).collect();
        format!("- [ ] {} {}\n", DOMAINS.to(lang), hosts.join(" "))
    });
    format!("\n## {head}\n\n{}{}", items.collect::<String>(), meant.unwrap_or_default())
}

/// What the check-list says before the hosts that an enterprise wrote down.
pub(in crate::web::pages::windows) const DOMAINS: Text = text(
    "只放在登记的域名上，并在厂商后台设置（由厂商限制，接入门户不拦截）：",
    "Put it on the registered domains only, and set them in the vendor’s console (the vendor enforces it, this portal does not):",
);

/// The hosts that the enterprise wrote down, for entries that stand on web pages.
pub(in crate::web::pages::windows) async fn hosts(
    read: &mut Read,
    window: &Window,
) -> crate::error::Result<Vec<String>> {
    // Mini programs have identifiers and no domains.
    let target = window.content.target.as_str();
    if matches!(target, "mini_program" | "service_chat") {
        return Ok(Vec::new());
    }
    Ok(domains::find(read, window.enterprise).await?.hosts)
}

fn how(merge: &str) -> Text {
    match merge {
        "patch" => {
            text("合并进这个文件，保留已有的键。", "Merge into this file and keep what is there.")
        }
        "replace" => text("替换整个文件。", "Replace the whole file."),
        _ => text("插入这个文件。", "Insert into this file."),
    }
}

fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A fence that the content cannot close.
fn fence(content: &str) -> String {
    let mut longest = 0;
    let mut run = 0;
    for c in content.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    "`".repeat((longest + 1).max(3))
}

pub async fn markdown(
    Scoped { within, object: window }: Scoped<Window, ViewWindow>,
    query: Query<Wanted>,
) -> Answer {
    let word = if query.release.is_empty() { "live" } else { &query.release };
    let slug = &within.enterprise.slug;
    let edition = Edition::get(&within.visit.portal, slug, &window, word).await?;
    let flavour = edition.chosen(&query.flavour);
    let mut read = within.visit.portal.db.read().await?;
    let hosts = hosts(&mut read, &window).await?;
    drop(read);
    let text = written(&edition, &window, (flavour, &hosts), within.visit.lang());
    let name = format!("{slug}-{}-{}.md", window.code, edition.name());
    let request = within.visit.request();
    Ok::<_, Fault>(raw::answer(
        request,
        text.into_bytes(),
        "text/markdown; charset=utf-8",
        ("inline", &name),
    ))
}

#[cfg(test)]
mod tests {
    use super::fence;

    #[test]
    fn code_never_closes_its_fence() {
        assert_eq!(fence("plain"), "```");
        assert_eq!(fence("a ``` b"), "````");
    }
}
