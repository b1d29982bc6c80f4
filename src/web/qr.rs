//! A text as a QR code: a picture in the page, and files to take away. Drawn here, so that no link
//! is ever handed to a drawing service.

use qrcode::{Color, EcLevel, QrCode};

use crate::error::{Error, Result};

/// White modules around the code, as the standard asks.
const QUIET: usize = 4;
/// Pixels of a module in a file.
const SCALE: usize = 8;

#[derive(Clone, Debug)]
pub struct Qr {
    width: usize,
    dark: Vec<bool>,
}

impl Qr {
    /// As much correction as fits; `None` where the text is too long for any code.
    pub fn of(text: &str) -> Option<Self> {
        let made = |level| QrCode::with_error_correction_level(text, level).ok();
        let code = made(EcLevel::M).or_else(|| made(EcLevel::L))?;
        let dark = code.to_colors().into_iter().map(|colour| colour == Color::Dark).collect();
        Some(Qr { width: code.width(), dark })
    }

    /// The side in modules, with the white around it.
    pub fn side(&self) -> usize {
        self.width + 2 * QUIET
    }

    /// The dark modules as an SVG path: one stroke for each run.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for (y, row) in self.dark.chunks(self.width.max(1)).enumerate() {
            for (x, length) in runs(row) {
                let (x, y) = (x + QUIET, y + QUIET);
                path.extend([format!("M{x} {y}h{length}v1h-{length}z")]);
            }
        }
        path
    }

    pub fn svg(&self) -> String {
        let (side, pixels, path) = (self.side(), self.side() * SCALE, self.path());
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" width="{pixels}" height="{pixels}" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>
"##
        )
    }

    /// # Errors
    /// Never for a code that was made; the encoder could refuse.
    pub fn png(&self) -> Result<Vec<u8>> {
        let pixels = self.side() * SCALE;
        let side = u32::try_from(pixels).map_err(Error::broken)?;
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, side, side);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(Error::broken)?;
        let dot = |at: usize| {
            if self.is_dark(at % pixels / SCALE, at / pixels / SCALE) { 0 } else { 255 }
        };
        let dots: Vec<u8> = (0..pixels * pixels).map(dot).collect();
        writer.write_image_data(&dots).map_err(Error::broken)?;
        writer.finish().map_err(Error::broken)?;
        Ok(file)
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < self.width);
        let at = inside(x).zip(inside(y)).map(|(x, y)| y * self.width + x);
        at.and_then(|at| self.dark.get(at)).copied().unwrap_or(false)
    }
}

/// Where dark modules stand side by side: the first one and how many.
fn runs(row: &[bool]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
        match found.last_mut() {
            Some((first, length)) if *first + *length == x => *length += 1,
            _ => found.push((x, 1)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finder_stands_inside_a_quiet_zone() {
        let code = Qr::of("https://example.com/?a=1").expect("a short text");
        assert_eq!(code.side(), 25 + 8);
        assert!(!code.is_dark(3, 3) && code.is_dark(4, 4) && code.is_dark(10, 4));
        assert!(!code.is_dark(5, 5) && code.is_dark(6, 6));
        assert!(code.path().starts_with("M4 4h7v1h-7z"));
    }

    #[test]
    fn a_picture_has_the_same_modules_as_the_code() {
        let code = Qr::of(&"长".repeat(200)).expect("a long text");
        let file = code.png().expect("a file");
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().expect("a PNG");
        let mut dots = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut dots).expect("a picture");
        let side = code.side() * SCALE;
        let sides = [info.width, info.height].map(|side| usize::try_from(side).expect("a size"));
        assert_eq!(sides, [side, side]);
        for y in 0..code.side() {
            for x in 0..code.side() {
                let dot = dots[y * SCALE * side + x * SCALE];
                assert_eq!(dot == 0, code.is_dark(x, y), "{x} {y}");
            }
        }
    }

    #[test]
    fn what_no_code_can_hold_has_none() {
        assert!(Qr::of(&"a".repeat(2_953)).is_some());
        assert!(Qr::of(&"a".repeat(2_954)).is_none());
    }
}
