//! Pages keep the content security policy by themselves: nothing inline, nothing unescaped. The
//! snippets for customers in `templates/channels/` are texts about other people's pages, not pages.

use super::scan::File;

/// The one template that may print what has been escaped already, and how often.
const SAFE: (&str, usize) = ("templates/ui/code.html", 1);

pub fn pages(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|file| !file.path.starts_with("templates/channels/"))
}

/// Inline styles, scripts and handlers, and addresses that carry their content in themselves.
pub fn inline(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in pages(files) {
        let markup = markup(&file.text);
        for (line, tag) in tags(&markup) {
            faults.extend(
                tag_faults(&tag).into_iter().map(|what| format!("{}:{line}: {what}", file.path)),
            );
        }
    }
    faults
}

fn tag_faults(tag: &str) -> Vec<String> {
    let (name, attributes) = parse(tag);
    let mut faults = Vec::new();
    if name == "style" {
        faults.push("an inline style sheet".to_owned());
    }
    if name == "script" && !attributes.iter().any(|(name, _)| name == "src") {
        faults.push("an inline script".to_owned());
    }
    for (name, value) in attributes {
        let value = value.trim();
        if name == "style" || name == "srcdoc" {
            faults.push(format!("the attribute {name}"));
        } else if name.starts_with("on") && name.chars().all(char::is_alphabetic) {
            faults.push(format!("the inline handler {name}"));
        } else if value.starts_with("data:") || value.starts_with("javascript:") {
            faults.push(format!("{name} with the address {value}"));
        }
    }
    faults
}

/// Every use of `|safe` outside its one place, and `escape` with an escaper of its own choice.
pub fn unescaped(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in pages(files) {
        let text = without(&file.text, "{#", "#}");
        let mut seen = 0;
        for (at, line) in text.lines().enumerate() {
            let dense = line.replace(' ', "");
            let uses = dense.match_indices("|safe").filter(|(at, word)| {
                let after = dense.get(at + word.len()..).unwrap_or_default();
                !after.starts_with(|c: char| c.is_alphanumeric() || c == '_')
            });
            let uses = uses.count() + dense.matches("|escape(").count();
            seen += uses;
            if uses > 0 && (file.path != SAFE.0 || seen > SAFE.1) {
                faults.push(format!(
                    "{}:{}: a filter that switches escaping off",
                    file.path,
                    at + 1
                ));
            }
        }
    }
    faults
}

/// The markup alone: what askama reads is blanked, lines stay where they are.
fn markup(text: &str) -> String {
    let text = without(text, "{#", "#}");
    let text = without(&text, "{%", "%}");
    let text = without(&text, "{{", "}}");
    without(&text, "<!--", "-->")
}

/// Replaces everything from `open` to `close` with spaces, line breaks apart.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once(open) {
        let (inside, after) = inside.split_once(close).unwrap_or((inside, ""));
        kept.push_str(before);
        kept.extend(inside.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = after;
    }
    kept + rest
}

/// All opening tags with their lines, from the name to before the closing bracket.
fn tags(markup: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut line = 1;
    let mut rest = markup;
    while let Some((before, after)) = rest.split_once('<') {
        line += before.matches('\n').count();
        let end =
            if after.starts_with(|c: char| c.is_ascii_alphabetic()) { tag_end(after) } else { 0 };
        let tag = after.get(..end).unwrap_or_default();
        if !tag.is_empty() {
            found.push((line, tag.to_owned()));
        }
        line += tag.matches('\n').count();
        rest = after.get(end..).unwrap_or_default();
    }
    found
}

/// The first `>` that does not stand inside a quoted value.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if open == c => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '>' => return at,
            _ => {}
        }
    }
    text.len()
}

/// The name of a tag and its attributes, in lower case.
fn parse(tag: &str) -> (String, Vec<(String, String)>) {
    let tag = tag.to_lowercase();
    let stop = |c: char| c.is_whitespace() || c == '/';
    let (name, mut rest) = tag.split_once(stop).unwrap_or((&tag, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| stop(c) || matches!(c, '"' | '\''));
        if rest.is_empty() {
            return (name.to_owned(), attributes);
        }
        let end = rest.find(|c: char| stop(c) || c == '=').unwrap_or(rest.len());
        let (attribute, after) = rest.split_at(end);
        let Some(after) = after.trim_start().strip_prefix('=') else {
            attributes.push((attribute.to_owned(), String::new()));
            rest = after.get(..).unwrap_or_default();
            continue;
        };
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => {
                after.get(1..).unwrap_or_default().split_once(quote).unwrap_or((after, ""))
            }
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        attributes.push((attribute.to_owned(), value.to_owned()));
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::{inline, unescaped};
    use crate::architecture::scan::File;

    fn page(path: &str, text: &str) -> [File; 1] {
        [File { path: path.to_owned(), text: text.to_owned() }]
    }

    #[test]
    fn a_page_that_keeps_the_policy_is_clean() {
        let text = "{# <p style=\"x\" onclick=x> #}<!-- <style> -->\n\
            <p class=\"{% if a > b %}style{% endif %}\" {% call m::x(style=\"x\", onclick=\"y\") %} title='a > onload=x'>\n\
            <script type=module src=\"{{ a }}\"></script> once = data: javascript: 5 < 6\n\
            <svg><rect fill=red width=\"3\" fill-opacity=1 /></svg><input list=on><a href=\"/on?data:=1\">{{ ui.t(\"<style>\", \"x\") }}</a>";
        assert_eq!(inline(&page("templates/a.html", text)), Vec::<String>::new());
        let snippet = page("templates/channels/sobot/index.html", "<script>x()</script>");
        assert_eq!(inline(&snippet), Vec::<String>::new());
    }

    #[test]
    fn everything_inline_is_found() {
        let guilty = [
            ("<p\n  style='color:red'>", "the attribute style"),
            ("<svg><rect STYLE=x></svg>", "the attribute style"),
            ("<style>p{}</style>", "an inline style sheet"),
            ("<script>x()</script>", "an inline script"),
            ("<script type=\"application/json\">{}</script>", "an inline script"),
            ("<a class=\"{{ x }}\"onclick=\"x()\">", "the inline handler onclick"),
            ("<body onload = x()>", "the inline handler onload"),
            ("<img alt=\"\" src=\"data:image/png;base64,x\">", "src with the address data:"),
            ("<a href=' javascript:x()'>", "href with the address javascript:"),
            ("<iframe srcdoc=x></iframe>", "the attribute srcdoc"),
        ];
        for (text, wanted) in guilty {
            let faults = inline(&page("templates/a.html", &format!("<p>\n{text}")));
            let place = format!("templates/a.html:2: {wanted}");
            assert!(faults.len() == 1 && faults.concat().contains(&place), "{text}: {faults:?}");
        }
    }

    #[test]
    fn escaping_is_switched_off_in_one_place_only() {
        let twice = "{# |safe #}{{ a|safe }}\n{{ b | safe }}{{ c|safety }}";
        assert_eq!(unescaped(&page("templates/a.html", twice)).len(), 2);
        assert_eq!(unescaped(&page("templates/ui/code.html", twice)).len(), 1);
        assert_eq!(unescaped(&page("templates/a.html", "{{ a|escape(\"none\") }}")).len(), 1);
        assert_eq!(unescaped(&page("templates/ui/code.html", "{{ a|safe }}")).len(), 0);
    }
}
