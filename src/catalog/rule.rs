//! Relations between parameters, as rows of a table say them. `situation` says what they come to.

/// A relation to another parameter, or to a field of the window.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub kind: RuleKind,
    pub parameter: &'static str,
    /// The other's values; empty means "set at all".
    pub values: &'static [&'static str],
    /// The rule counts only when the owner has one of these values; empty means always.
    pub own: &'static [&'static str],
    /// 0: must hold. 1, 2 …: at least one of these bundles must hold as a whole.
    pub alternative: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleKind {
    Needs,
    OnlyWhen,
    Excludes,
}

impl RuleKind {
    pub const fn name(self) -> &'static str {
        match self {
            RuleKind::Needs => "needs",
            RuleKind::OnlyWhen => "only_when",
            RuleKind::Excludes => "excludes",
        }
    }
}

impl Rule {
    const fn new(kind: RuleKind, parameter: &'static str, values: &'static [&'static str]) -> Self {
        Rule { kind, parameter, values, own: &[], alternative: 0 }
    }

    /// Incomplete without the other.
    pub const fn needs(parameter: &'static str) -> Self {
        Rule::new(RuleKind::Needs, parameter, &[])
    }

    /// Without effect unless the other has one of these values.
    pub const fn only_when(parameter: &'static str, values: &'static [&'static str]) -> Self {
        Rule::new(RuleKind::OnlyWhen, parameter, values)
    }

    /// Contradicts the other, or these values of the other.
    pub const fn excludes(parameter: &'static str, values: &'static [&'static str]) -> Self {
        Rule::new(RuleKind::Excludes, parameter, values)
    }

    pub const fn own(mut self, values: &'static [&'static str]) -> Self {
        self.own = values;
        self
    }

    pub const fn alternative(mut self, bundle: u8) -> Self {
        self.alternative = bundle;
        self
    }
}
