//! Hostile values through every field of every form, every query and the headers that the portal reads;
//! and then everything is read back, by somebody else's parsers. The route table is walked, so a new form
//! is besieged by being there.

mod corpus;
mod forms;
mod headers;
mod parameters;
mod queries;
mod readers;
