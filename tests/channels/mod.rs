//! Channels as integrators meet them. Everything generated is read back by somebody else's parser.

mod catalogue;
mod encoders;
mod forms;
mod golden;
mod previews;
mod reading;
mod scripts;
mod vectors;
