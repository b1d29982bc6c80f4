//! What every registered object carries besides its own fields: who looks after it, tags, a note.

use super::change::Fields;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// Who looks after it, in words: a name, a team, an address.
    pub owner: String,
    /// Lower-case words without repetition, in the order in which they were typed.
    pub tags: Vec<String>,
    pub note: String,
}

impl Meta {
    /// Reads tags as people type them: separated by commas (either width) or white space.
    pub fn parse_tags(typed: &str) -> Vec<String> {
        let mut tags = Vec::new();
        for word in typed.split([',', '，', '、', ';', '；', ' ', '\t', '\n', '\r']) {
            let tag = word.trim().to_lowercase();
            if !tag.is_empty() && !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        tags
    }

    pub fn tags_text(&self) -> String {
        self.tags.join(", ")
    }

    pub(super) fn fields(&self, into: &mut Fields) {
        into.push(("owner".into(), filled(&self.owner)));
        into.push(("tags".into(), filled(&self.tags_text())));
        into.push(("note".into(), filled(&self.note)));
    }
}

/// Empty means not set.
pub(super) fn filled(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_as_people_type_them() {
        assert_eq!(Meta::parse_tags("售前，VIP vip、 华南;"), ["售前", "vip", "华南"]);
    }
}
