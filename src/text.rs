//! Texts in both languages. A text without its twin does not compile; a test of the architecture
//! checks that each half is really in its language. Nothing here knows where a text is shown.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// The two languages of the product. Chinese comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// The BCP 47 tag, as used in `<html lang>` and in JSON.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// Reads a tag such as `zh`, `zh-Hans-CN` or `en-GB`; other languages are `None`.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// The first language of an `Accept-Language` header that we speak.
    pub fn from_accept_language(header: &str) -> Option<Lang> {
        header
            .split(',')
            .find_map(|item| Lang::from_tag(item.split(';').next().unwrap_or_default()))
    }
}

/// A fixed text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    pub zh: &'static str,
    pub en: &'static str,
}

/// Shorthand for tables: `text("企业", "Enterprise")`.
pub const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}

impl Text {
    pub const fn to(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// A text made at run time, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub zh: String,
    pub en: String,
}

impl Message {
    /// For what is kept once and read in either language, such as a reason in the history.
    pub fn both(&self) -> String {
        format!("{} / {}", self.zh, self.en)
    }

    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Message { zh: zh.into(), en: en.into() }
    }

    /// A name that people gave reads the same in both languages.
    pub fn name(name: &str) -> Self {
        Message::new(name, name)
    }

    pub fn to(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

impl From<Text> for Message {
    fn from(text: Text) -> Self {
        Message::new(text.zh, text.en)
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry(Lang::Zh.tag(), &self.zh)?;
        map.serialize_entry(Lang::En.tag(), &self.en)?;
        map.end()
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Message::from(*self).serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_we_speak_wins() {
        assert_eq!(Lang::from_accept_language("fr;q=0.9, en-GB, zh"), Some(Lang::En));
        assert_eq!(Lang::from_accept_language("zh-Hans-CN,zh;q=0.9"), Some(Lang::Zh));
        assert_eq!(Lang::from_accept_language("fr, de"), None);
    }

    #[test]
    fn a_message_is_written_with_language_tags() {
        let json = serde_json::to_string(&Message::new("甲", "a")).expect("plain strings");
        assert_eq!(json, r#"{"zh-CN":"甲","en":"a"}"#);
    }
}
