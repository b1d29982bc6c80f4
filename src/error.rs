//! The one error of the product. It knows kinds and words, and no HTTP: `web` chooses the status.

use std::error::Error as StdError;
use std::fmt;

use crate::text::Message;

/// What kind of thing went wrong, from the point of view of whoever asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It does not exist, or may not be seen: nobody can tell the two apart.
    NotFound,
    /// Somebody else changed it since it was read.
    Conflict,
    /// A name or id is already used; [`Error::constraint`] says which rule was broken.
    Taken,
    /// The input is wrong.
    Invalid,
    /// Visible, but not allowed.
    Refused,
    /// Too many attempts; [`Error::retry_after`] says when to come back.
    TooMany,
    /// Overloaded or out of reach for the moment; trying again may help.
    Busy,
    /// Our own fault. The cause is for the log only.
    Broken,
}

pub struct Error {
    kind: Kind,
    text: Option<Message>,
    constraint: Option<String>,
    retry_after: Option<u64>,
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    fn of(kind: Kind) -> Self {
        Error { kind, text: None, constraint: None, retry_after: None, cause: None }
    }

    pub fn not_found() -> Self {
        Error::of(Kind::NotFound)
    }

    pub fn conflict() -> Self {
        Error::of(Kind::Conflict)
    }

    pub fn taken(constraint: impl Into<String>) -> Self {
        Error { constraint: Some(constraint.into()), ..Error::of(Kind::Taken) }
    }

    pub fn invalid(text: impl Into<Message>) -> Self {
        Error { text: Some(text.into()), ..Error::of(Kind::Invalid) }
    }

    pub fn refused(text: impl Into<Message>) -> Self {
        Error { text: Some(text.into()), ..Error::of(Kind::Refused) }
    }

    /// `seconds` until the next attempt is looked at.
    pub fn too_many(seconds: u64) -> Self {
        Error { retry_after: Some(seconds), ..Error::of(Kind::TooMany) }
    }

    pub fn busy(seconds: u64) -> Self {
        Error { retry_after: Some(seconds), ..Error::of(Kind::Busy) }
    }

    /// Our own fault, with its cause for the log.
    pub fn broken(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Error { cause: Some(cause.into()), ..Error::of(Kind::Broken) }
    }

    /// Names the rule that was broken: one of the database, or of a file.
    pub fn by(mut self, constraint: impl Into<String>) -> Self {
        self.constraint = Some(constraint.into());
        self
    }

    pub fn because(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// What to tell whoever asked, where the kind alone says too little.
    pub fn saying(mut self, text: impl Into<Message>) -> Self {
        self.text = Some(text.into());
        self
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn text(&self) -> Option<&Message> {
        self.text.as_ref()
    }

    /// The name of the rule that was broken, of the database or of a file.
    pub fn constraint(&self) -> Option<&str> {
        self.constraint.as_deref()
    }

    pub fn retry_after(&self) -> Option<u64> {
        self.retry_after
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// For logs and consoles: the words, then the whole chain of causes.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.text, &self.constraint) {
            (Some(text), _) => write!(f, "{}", text.en)?,
            (None, Some(constraint)) => write!(f, "{:?} ({constraint})", self.kind)?,
            (None, None) => write!(f, "{:?}", self.kind)?,
        }
        let mut cause = self.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.cause {
            Some(cause) => Some(&**cause),
            None => None,
        }
    }
}
