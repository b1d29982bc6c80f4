//! A checkpoint: how long a log is and what its root is, in the text form of the C2SP checkpoint.
//! <https://c2sp.org/tlog-checkpoint>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Hash;

/// What one log was at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// `<installation id>/<log>`, where the log is `installation` or `e/<slug>`.
    pub origin: String,
    pub size: u64,
    pub root: Hash,
}

impl Checkpoint {
    pub fn of(installation: &str, log: &str, size: u64, root: Hash) -> Self {
        Checkpoint { origin: format!("{installation}/{log}"), size, root }
    }

    /// The text that is signed: three lines.
    pub fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root.bytes()))
    }

    /// Reads the text that is signed; lines after the third are extensions of others.
    pub fn parse(body: &str) -> Option<Self> {
        let mut lines = body.strip_suffix('\n')?.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let plain = !size.is_empty() && size.bytes().all(|letter| letter.is_ascii_digit());
        if origin.is_empty() || !plain || (size.len() > 1 && size.starts_with('0')) {
            return None;
        }
        if lines.any(str::is_empty) {
            return None;
        }
        let root: [u8; 32] = STANDARD.decode(root).ok()?.try_into().ok()?;
        Some(Checkpoint {
            origin: origin.to_owned(),
            size: size.parse().ok()?,
            root: Hash::from_bytes(root),
        })
    }

    /// Whose log it is.
    pub fn installation(&self) -> &str {
        self.origin.split_once('/').map_or(self.origin.as_str(), |(installation, _)| installation)
    }

    /// The log's published name.
    pub fn log(&self) -> &str {
        self.origin.split_once('/').map_or("", |(_, log)| log)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_read_back() {
        let checkpoint = Checkpoint::of("0197-ab", "e/demo", 20, Hash::of_nothing());
        let body = checkpoint.body();
        assert_eq!(body, "0197-ab/e/demo\n20\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
        assert_eq!(Checkpoint::parse(&body), Some(checkpoint.clone()));
        assert_eq!(Checkpoint::parse(&format!("{body}extension\n")), Some(checkpoint.clone()));
        assert_eq!((checkpoint.installation(), checkpoint.log()), ("0197-ab", "e/demo"));
        for wrong in [
            body.trim_end().to_owned(),
            body.replace("20", "020"),
            body.replace("20", "+20"),
            body.replace("47DEQ", "47DE"),
            format!("{body}\n"),
            String::new(),
        ] {
            assert_eq!(Checkpoint::parse(&wrong), None, "{wrong:?}");
        }
    }
}
