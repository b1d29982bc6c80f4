//! How the kit is wired into the app: what is loaded ahead, and which page opens.

use super::address::{PAGE, root};
use super::files::{USUAL_ROOT, pages, preloading, subpackage, text};
use crate::channels::inspect::script::{Node, Object};
use crate::channels::inspect::{Draft, Found, Passage, Source};

pub fn preload(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let app = source.json.as_ref().and_then(Node::object).filter(|_| draft.kind == "app_json");
    let Some(app) = app else { return Vec::new() };
    let Some(root) = draft.text("root") else { return unknown_packages(app) };
    let own = format!("{root}/");
    let button = app.field("pages").and_then(|field| field.value.array()?.first()?.text());
    let mut found = Vec::new();
    for field in preloading(app, root) {
        if field.name.text.trim_start_matches('/').starts_with(&own) {
            let told = Found::new(
                "这里写的是分包自己的页面：进入它时分包已经加载，预加载不起作用；应写放按钮的主包页面",
                "This is the subpackage's own page: on entering it the package is there already, and nothing is loaded ahead; name the page with the button",
            )
            .at(field.name.whole())
            .parameter("preloadRule");
            found.push(match button {
                Some(page) => told
                    .correction(page.text.clone())
                    .edit(field.name.replace(0..field.name.text.len(), &page.text)),
                None => told,
            });
        }
        let network = field.value.object().and_then(|rule| text(rule, "network"));
        if let Some(network) =
            network.filter(|network| !matches!(network.text.as_str(), "all" | "wifi"))
        {
            found.push(
                Found::new("network 只能是 all 或 wifi", "network is all or wifi")
                    .at(network.whole())
                    .parameter("preloadRule")
                    .correction("all")
                    .edit(network.replace(0..network.text.len(), "all")),
            );
        }
    }
    found.extend(unknown_packages(app));
    found.extend(without_packages(app));
    found
}

/// A row of `preloadRule` that names nothing to load.
fn without_packages(app: &Object) -> Vec<Found> {
    let rules = app.field("preloadRule").and_then(|field| field.value.object());
    let rows = rules.map_or(&[][..], |rules| &rules.fields).iter().take(MOST_PACKAGES);
    let idle = rows.filter(|row| {
        let rule = row.value.object().filter(|rule| !rule.open);
        rule.is_some_and(|rule| match rule.field("packages") {
            None => true,
            Some(field) => field.value.array().is_some_and(<[Node]>::is_empty),
        })
    });
    idle.map(|row| {
        Found::new(
            "这一条没有写 packages，不会预加载任何分包",
            "This row has no packages, so nothing is loaded ahead",
        )
        .at(row.name.whole())
        .parameter("preloadRule")
        .correction(format!("\"packages\": [\"{USUAL_ROOT}\"]"))
    })
    .collect()
}

/// Two spellings of one field, and an app without pages of its own.
fn app_of_two_minds(app: &Object) -> Vec<Found> {
    let mut found = Vec::new();
    if let (Some(_), Some(other)) = (app.field("subPackages"), app.field("subpackages")) {
        found.push(
            Found::new(
                "subPackages 和 subpackages 同时出现，只有一个会被读取；请合并成一个 subPackages",
                "subPackages and subpackages stand side by side, and only one of them is read; make one subPackages of them",
            )
            .at(other.name.whole())
            .parameter("subpackages")
            .correction("subPackages"),
        );
    }
    // A piece of app.json to be merged has none of these.
    let whole =
        ["window", "tabBar", "sitemapLocation", "style"].iter().find_map(|name| app.field(name));
    let empty = match app.field("pages") {
        None => whole.map(|field| field.name.whole()),
        Some(field) => {
            field.value.array().is_some_and(<[Node]>::is_empty).then_some(field.value.span)
        }
    };
    found.extend(empty.map(|span| {
        Found::new(
            "app.json 没有主包页面 pages，小程序无法编译；分包之外至少要有一个页面",
            "app.json has no pages of the main package and does not compile; one page at least must stand outside of the subpackages",
        )
        .at(span)
        .parameter("pages")
    }));
    found
}

/// Packages beyond these are not compared: an app has a few.
const MOST_PACKAGES: usize = 50;

/// Packages that nobody declared.
fn unknown_packages(app: &Object) -> Vec<Found> {
    let lists = ["subPackages", "subpackages"].into_iter().filter_map(|name| app.field(name));
    let items: Vec<_> =
        lists.filter_map(|field| field.value.array()).flatten().filter_map(Node::object).collect();
    let known = |name: &str| {
        name == "__APP__"
            || items.iter().any(|item| {
                ["root", "name"].iter().any(|key| {
                    text(item, key)
                        .is_some_and(|text| text.text.trim_matches('/') == name.trim_matches('/'))
                })
            })
    };
    let rules = app.field("preloadRule").and_then(|field| field.value.object());
    let fields = rules.map_or(&[][..], |rules| &rules.fields).iter();
    let packages =
        fields.filter_map(|field| field.value.object()?.field("packages")?.value.array());
    packages
        .flatten()
        .filter_map(Node::text)
        .take(MOST_PACKAGES)
        .filter(|name| !known(&name.text))
        .map(|name| {
            Found::new(
                format!("预加载的分包 {} 没有在 subPackages 中声明", name.text),
                format!("The package {} to load ahead is not declared in subPackages", name.text),
            )
            .at(name.whole())
            .parameter("preloadRule")
        })
        .collect()
}

pub fn page_path(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    if draft.kind == "app_json" {
        let app = source.json.as_ref().and_then(Node::object);
        let mut found: Vec<Found> = undeclared(source).into_iter().collect();
        found.extend(app.map(app_of_two_minds).unwrap_or_default());
        return found;
    }
    let Some(said) = draft.said.iter().find(|said| said.name == "root" && said.spelt == "url")
    else {
        return Vec::new();
    };
    let Some(path) = said.value_at.as_ref().filter(|path| !path.has_hole()) else {
        return Vec::new();
    };
    if root(&path.text).is_some() {
        return Vec::new();
    }
    let found = Found::new(
        format!("路径应为绝对路径 /{USUAL_ROOT}/{PAGE}，否则打不开客服页"),
        format!("The path must be absolute, /{USUAL_ROOT}/{PAGE}, or the chat does not open"),
    )
    .about(said);
    let absolute = format!("/{}", path.text.trim_start_matches(['.', '/']));
    vec![if root(&absolute).is_some() {
        found.correction(absolute.clone()).edit(path.replace(0..path.text.len(), &absolute))
    } else {
        found
    }]
}

/// The subpackage without the kit's page.
fn undeclared(source: &Source<'_>) -> Option<Found> {
    let item = subpackage(source.json.as_ref()?.object()?)?;
    let declared = pages(item).any(|page| page.text == PAGE);
    (!declared).then(|| {
        let found = Found::new(
            format!("分包的 pages 里没有 {PAGE}，客服页打不开"),
            format!("The subpackage's pages lack {PAGE}, so the chat does not open"),
        );
        let place = item
            .field("pages")
            .map_or_else(|| text(item, "root").map(Passage::whole), |field| Some(field.value.span));
        let found = found.parameter("subPackages").correction(PAGE);
        match place {
            Some(place) => found.at(place),
            None => found,
        }
    })
}
