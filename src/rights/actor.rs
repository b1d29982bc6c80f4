//! Who acts, and from where. Copied into every event, so that history survives people who leave.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    User,
    Token,
    Job,
    System,
    Guest,
}

impl ActorKind {
    pub const fn name(self) -> &'static str {
        match self {
            ActorKind::User => "user",
            ActorKind::Token => "token",
            ActorKind::Job => "job",
            ActorKind::System => "system",
            ActorKind::Guest => "guest",
        }
    }
}

/// Where a request came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The client's address as far as configured proxies can be trusted; empty off the network.
    pub address: String,
    pub request_id: String,
    /// Browser and system, `Firefox · Windows`; empty where nobody knows.
    pub device: String,
}

#[derive(Clone, Debug)]
pub struct Actor {
    pub kind: ActorKind,
    pub id: String,
    pub name: String,
    /// The role that the permit was given for.
    pub role: String,
    pub origin: Origin,
}
