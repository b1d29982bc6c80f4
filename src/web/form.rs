//! Submitted forms, field by field. What no handler asked for, or came twice, is refused; control
//! characters are refused where they stand.

pub mod desks;
pub mod posted;

use std::borrow::Cow;

use actix_web::http::StatusCode;
use desks::Desk;

use super::fault::Fault;
use super::told;
use super::ui::PageError;
use crate::domain::Meta;
use crate::domain::names::{forbidden_character, forbidden_message};
use crate::secret::Secret;
use crate::text::{Message, Text, text};

pub use posted::Posted;

/// Bytes that a form may have.
pub const LIMIT: usize = 64 * 1024;
/// Fields that it may have: no page of ours has half as many.
pub const FIELDS: usize = 500;
/// Fields whose content is sent back to nobody. An offered second factor is none of them: it is sealed,
/// and good in its own session alone.
const SECRETS: &[&str] = &["secret", "password", "new_password", CONFIRMED, "one_time_code"];
/// The own password once more, beside the fields of the form that asks for it.
pub const CONFIRMED: &str = "confirm_password";
/// Characters of a single line where nothing else is said, and of several lines.
const LINE: usize = 200;
const LINES: usize = 4_000;

/// The fields of a form and what is wrong with them.
#[derive(Clone, Debug, Default)]
pub struct Form {
    pub(super) pairs: Vec<(String, String)>,
    asked: Vec<String>,
    pub errors: Vec<PageError>,
    /// Where a large one is worked on, until the request ends.
    _desk: Option<Desk>,
}

/// Copies a text only where there is something to replace.
fn replaced<'a>(text: Cow<'a, str>, from: &str, to: &str) -> Cow<'a, str> {
    if text.contains(from) { Cow::Owned(text.replace(from, to)) } else { text }
}

impl Form {
    /// Reads a body; bytes that are no text are refused, not replaced.
    pub fn parse(body: &[u8]) -> Result<Self, Fault> {
        let unreadable = || Fault::status(StatusCode::BAD_REQUEST);
        let raw = std::str::from_utf8(body).map_err(|_| unreadable())?;
        let mut pairs = Vec::new();
        if raw.split('&').count() > FIELDS {
            return Err(Fault::status(StatusCode::PAYLOAD_TOO_LARGE));
        }
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decode = |part: &str| {
                let spaced = replaced(Cow::Borrowed(part), "+", " ");
                percent_encoding::percent_decode_str(&spaced).decode_utf8().map(Cow::into_owned)
            };
            let name = decode(name).map_err(|_| unreadable())?;
            // Browsers send line ends as CR LF; we keep LF.
            let value = Cow::Owned(decode(value).map_err(|_| unreadable())?);
            pairs.push((name, replaced(value, "\r\n", "\n").into_owned()));
        }
        Ok(Form { pairs, ..Form::default() })
    }

    /// The raw value of one field; empty when absent. For own steering fields.
    pub fn take(&mut self, name: &str) -> String {
        self.asked.push(name.to_owned());
        self.pairs
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    }

    /// One line, trimmed, at most 200 characters.
    pub fn line(&mut self, name: &str) -> String {
        let value = self.take(name).trim().to_owned();
        self.check_text(name, &value, LINE, false);
        value
    }

    pub fn required_line(&mut self, name: &str) -> String {
        let value = self.line(name);
        if value.is_empty() {
            self.wrong_here(name, text("请填写", "Please fill this in"));
        }
        value
    }

    /// Several lines, trimmed at the end.
    pub fn lines(&mut self, name: &str) -> String {
        let value = self.take(name).trim().to_owned();
        self.check_text(name, &value, LINES, true);
        value
    }

    /// A secret, exactly as typed but for the line end that pasting often brings along.
    pub fn secret(&mut self, name: &str) -> Secret {
        Secret::new(self.take(name).trim_end_matches('\n').to_owned())
    }

    /// The version that the page was drawn from.
    pub fn seen_version(&mut self) -> Result<i64, Fault> {
        self.take("version").parse().map_err(|_| Fault::status(StatusCode::BAD_REQUEST))
    }

    /// What every object carries besides its own fields.
    pub fn meta(&mut self) -> Meta {
        let owner = self.line("owner");
        let tags = Meta::parse_tags(&self.line("tags"));
        Meta { owner, tags, note: self.lines("note") }
    }

    pub fn reason(&mut self) -> String {
        self.line("reason")
    }

    /// All fields whose name begins with `prefix`, without it. Values are checked by the catalogue.
    /// Lists of choices repeat one name; any other repetition is refused by `finish`.
    pub fn prefixed(&mut self, prefix: &str, lists: &[&str]) -> Vec<(String, Vec<String>)> {
        let mut found: Vec<(String, Vec<String>)> = Vec::new();
        for (field, value) in &self.pairs {
            let Some(name) = field.strip_prefix(prefix) else { continue };
            match found.iter_mut().find(|(known, _)| known == name) {
                Some((_, values)) if lists.contains(&name) => values.push(value.clone()),
                Some(_) => {}
                None => {
                    found.push((name.to_owned(), vec![value.clone()]));
                    self.asked.push(field.clone());
                }
            }
        }
        for list in lists {
            self.asked.push(format!("{prefix}{list}[]"));
        }
        found
    }

    /// Every value of one field that may be repeated, each once.
    pub fn several(&mut self, name: &str) -> Vec<String> {
        self.asked.extend([name.to_owned(), format!("{name}[]")]);
        let all = self.pairs.iter().filter(|(field, _)| field == name);
        let mut values: Vec<String> = all.map(|(_, value)| value.clone()).collect();
        values.sort_unstable();
        values.dedup();
        values
    }

    /// Notes what is wrong, in words that say so only beside the field: the summary adds its label.
    fn wrong_here(&mut self, name: &str, what: impl Into<Message>) {
        self.wrong_called(name, told::own_field(name), what);
    }

    /// The same for a field that is called so.
    pub fn wrong_called(&mut self, name: &str, label: Option<Text>, what: impl Into<Message>) {
        let known = self.errors.len();
        self.wrong(name, what);
        for error in self.errors.get_mut(known..).unwrap_or_default() {
            error.label = label.map(Message::from);
        }
    }

    /// Notes what is wrong with a field.
    pub fn wrong(&mut self, name: &str, what: impl Into<Message>) {
        let field = Some(name.replace('.', "-"));
        if !self.errors.iter().any(|error| error.field == field) {
            self.errors.push(PageError { label: None, field, text: what.into() });
        }
    }

    pub fn is_wrong(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Refuses what nobody asked for and what came twice. Call it when every field was taken.
    pub fn finish(&mut self) {
        let pairs = std::mem::take(&mut self.pairs);
        for (index, (name, _)) in pairs.iter().enumerate() {
            let twice = pairs.iter().take(index).any(|(earlier, _)| earlier == name);
            let list = self.asked.iter().any(|asked| asked.strip_suffix("[]") == Some(name));
            let known = self.asked.contains(name);
            if !known || (twice && !list) {
                let shown: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
                let what = if known {
                    Message::new(
                        format!("字段“{shown}”出现了两次"),
                        format!("The field “{shown}” came twice"),
                    )
                } else {
                    Message::new(
                        format!("不认识的字段“{shown}”"),
                        format!("Unknown field “{shown}”"),
                    )
                };
                self.errors.push(PageError { label: None, field: None, text: what });
            }
        }
        self.pairs = pairs;
    }

    /// The same for forms with nothing to draw again: the first fault is the answer.
    pub fn finish_or_refuse(&mut self) -> Result<(), Fault> {
        self.finish();
        let refused =
            |wrong: &PageError| Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, wrong.text.clone());
        self.errors.first().map_or(Ok(()), |wrong| Err(refused(wrong)))
    }

    /// Takes a secret out of the form, whether or not anybody asks for it.
    pub fn pluck(&mut self, name: &str) -> Secret {
        let secret = self.secret(name);
        self.pairs.retain(|(field, _)| field != name);
        secret
    }

    /// Everything as it came, but for the token and the version: a page that asks again keeps it all.
    pub fn kept(&self) -> Vec<(String, String)> {
        self.pairs
            .iter()
            .filter(|(name, _)| {
                !matches!(name.as_str(), "csrf_token" | "version") && !SECRETS.contains(&&**name)
            })
            .cloned()
            .collect()
    }

    /// The same with the version that was seen, for a form that goes on unchanged.
    pub fn kept_with_version(&self) -> Vec<(String, String)> {
        let mut kept = self.kept();
        kept.extend(self.pairs.iter().find(|(name, _)| name == "version").cloned());
        kept
    }

    fn check_text(&mut self, name: &str, value: &str, max: usize, lines: bool) {
        if let Some(c) = forbidden_character(value, lines) {
            self.wrong_here(name, forbidden_message(c));
        } else if value.chars().count() > max {
            self.wrong_here(
                name,
                Message::new(format!("最多 {max} 个字符"), format!("At most {max} characters")),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(body: &str) -> Form {
        Form::parse(body.as_bytes()).expect("a form")
    }

    #[test]
    fn fields_are_decoded_and_trimmed() {
        let mut form = form("name=+%E7%94%B2+%26%3D+&note=a%0D%0Ab");
        assert_eq!(form.line("name"), "甲 &=");
        assert_eq!(form.lines("note"), "a\nb");
        form.finish();
        assert!(!form.is_wrong());
    }

    #[test]
    fn unknown_and_doubled_fields_are_refused() {
        let mut form = form("name=a&name=b&is_admin=1&p.x=1&p.x=2&w.events=a&w.events=b");
        form.line("name");
        form.prefixed("p.", &[]);
        assert_eq!(
            form.prefixed("w.", &["events"]),
            [("events".to_owned(), vec!["a".to_owned(), "b".to_owned()])]
        );
        form.finish();
        let said: Vec<&str> = form.errors.iter().map(|error| error.text.en.as_str()).collect();
        assert_eq!(
            said,
            [
                "The field “name” came twice",
                "Unknown field “is_admin”",
                "The field “p.x” came twice"
            ]
        );
    }

    #[test]
    fn control_characters_are_refused_where_they_stand() {
        let mut form = form("name=a%E2%80%AEb&owner=a%0Ab");
        form.line("name");
        form.line("owner");
        let fields: Vec<_> =
            form.errors.iter().filter_map(|error| error.field.as_deref()).collect();
        assert_eq!(fields, ["name", "owner"]);
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert!(Form::parse(b"name=%ff").is_err());
        assert!(Form::parse(b"name=\xff").is_err());
    }

    #[test]
    fn secrets_and_tokens_are_never_kept() {
        let form = form(
            "csrf_token=t&version=1&secret=s&password=p&confirm_password=p&one_time_code=1&offer=o&name=a",
        );
        let kept = [("offer", "o"), ("name", "a")];
        assert_eq!(form.kept(), kept.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}
