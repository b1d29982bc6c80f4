//! Colours of previews and the advice about their contrast (WCAG 2 relative luminance).

use crate::text::Message;

/// A colour of six hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

pub const WHITE: Colour = Colour([255, 255, 255]);

impl Colour {
    /// Reads `rrggbb`, with or without `#`.
    pub fn parse(text: &str) -> Option<Self> {
        let bare = text.strip_prefix('#').unwrap_or(text);
        if bare.len() != 6 || !bare.is_ascii() {
            return None;
        }
        let pair =
            |at: usize| bare.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        Some(Colour([pair(0)?, pair(2)?, pair(4)?]))
    }

    /// `#rrggbb`, lower case.
    pub fn css(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// The contrast ratio, from 1 to 21.
    pub fn contrast(self, other: Colour) -> f64 {
        let (mine, theirs) = (self.luminance(), other.luminance());
        (mine.max(theirs) + 0.05) / (mine.min(theirs) + 0.05)
    }

    fn luminance(self) -> f64 {
        let channel = |value: u8| {
            let share = f64::from(value) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0;
        0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue)
    }
}

/// Advice where a white icon on this colour is hard to see (below 3:1).
pub fn icon_advice(fill: Colour) -> Option<Message> {
    advice(fill, 3.0, ("白色图标", "The white icon"))
}

/// Advice where white text on this colour is hard to read (below 4.5:1).
pub fn text_advice(fill: Colour) -> Option<Message> {
    advice(fill, 4.5, ("白色文字", "White text"))
}

fn advice(fill: Colour, least: f64, (zh, en): (&str, &str)) -> Option<Message> {
    let ratio = fill.contrast(WHITE);
    let css = fill.css();
    (ratio < least).then(|| {
        Message::new(
            format!("{zh}在 {css} 上的对比度只有 {ratio:.1}:1，低于 {least}:1，可能看不清"),
            format!("{en} on {css} has a contrast of only {ratio:.1}:1, below {least}:1, and may be hard to see"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        let black = Colour::parse("000000").expect("a colour");
        assert!((black.contrast(WHITE) - 21.0).abs() < 0.001);
        let grey = Colour::parse("#767676").expect("a colour");
        assert!((grey.contrast(WHITE) - 4.54).abs() < 0.01);
        assert!(text_advice(grey).is_none());
        assert!(icon_advice(Colour::parse("04babc").expect("a colour")).is_some());
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        assert_eq!(Colour::parse("04BABC").map(Colour::css).as_deref(), Some("#04babc"));
        assert!(Colour::parse("fff").is_none());
        assert!(Colour::parse("颜色").is_none());
    }
}
