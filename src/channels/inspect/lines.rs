//! From byte offsets to lines and columns, in a few steps each.

use crate::channels::inspect::At;

/// Bytes between two stored counts of characters.
const BLOCK: usize = 512;

/// Where lines begin, and how many characters stand before every block of bytes.
#[derive(Clone, Debug)]
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// Characters that begin before the block.
    counts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        let mut counts = Vec::with_capacity(bytes.len() / BLOCK + 1);
        let mut count = 0;
        for (at, byte) in bytes.iter().enumerate() {
            if at % BLOCK == 0 {
                counts.push(count);
            }
            count += usize::from(begins(*byte));
            let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
            if ends {
                starts.push(at + 1);
            }
        }
        Lines { text, starts, counts }
    }

    /// The place of a byte; beyond the end, the end.
    pub fn at(&self, offset: usize) -> At {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        At { line, column: self.characters(offset) - self.characters(start) + 1 }
    }

    /// How many characters begin before this byte.
    fn characters(&self, offset: usize) -> usize {
        let block = (offset / BLOCK).min(self.counts.len().saturating_sub(1));
        let before = self.counts.get(block).copied().unwrap_or_default();
        let rest = self.text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        before + rest.iter().filter(|byte| begins(**byte)).count()
    }
}

fn begins(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_end_in_three_ways() {
        let text = "智齿a\r\nb😀c\rd\ne";
        let lines = Lines::new(text);
        let place = |needle| {
            let At { line, column } = lines.at(text.find(needle).unwrap());
            (line, column)
        };
        assert_eq!(place("智"), (1, 1));
        assert_eq!(place("a"), (1, 3));
        assert_eq!(place("c"), (2, 3));
        assert_eq!(place("d"), (3, 1));
        assert_eq!(place("e"), (4, 1));
    }

    #[test]
    fn a_long_line_is_counted_in_blocks() {
        let text = "字".repeat(5000);
        let lines = Lines::new(&text);
        assert_eq!(lines.at(4999 * 3).column, 5000);
        assert_eq!(lines.at(usize::MAX).column, 5001);
    }
}
