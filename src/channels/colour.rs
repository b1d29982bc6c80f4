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

/// How well white stands out on a colour: a note beside the field that never forbids anything.
pub fn contrast_note(fill: Colour) -> Message {
    let ratio = fill.contrast(WHITE);
    // Rounded down: 2.97 must not read as enough.
    let shown = (ratio * 10.0).floor() / 10.0;
    let (zh, en) = if ratio >= 4.5 {
        ("白色图标和文字都清楚", "white icons and white text are clear")
    } else if ratio >= 3.0 {
        (
            "白色图标清楚（3:1），白色小字不够清楚（4.5:1）",
            "white icons are clear (3:1), small white text is not (4.5:1)",
        )
    } else {
        (
            "白色图标（3:1）和文字（4.5:1）都可能看不清",
            "white icons (3:1) and white text (4.5:1) may be hard to see",
        )
    };
    Message::new(
        format!("与白色的对比度 {shown:.1}:1，{zh}"),
        format!("Contrast with white {shown:.1}:1: {en}"),
    )
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
    fn the_note_beside_a_colour_knows_both_limits() {
        let note = |text: &str| contrast_note(Colour::parse(text).expect("a colour")).en;
        assert!(note("3550c8").contains("white icons and white text are clear"));
        // 4790EE is the vendor's own blue: enough for an icon only.
        assert!(note("4790ee").contains("small white text is not"), "{}", note("4790ee"));
        assert!(note("00a3ff").contains("may be hard to see"), "{}", note("00a3ff"));
        // 2.96:1 is not shown as 3.0:1.
        assert!(note("969696").contains("2.9:1"), "{}", note("969696"));
        assert!(note("767676").contains("4.5:1: white icons and white text are clear"));
        assert!(note("777777").contains("4.4:1: white icons are clear"));
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        assert_eq!(Colour::parse("04BABC").map(Colour::css).as_deref(), Some("#04babc"));
        assert!(Colour::parse("fff").is_none());
        assert!(Colour::parse("颜色").is_none());
    }
}
