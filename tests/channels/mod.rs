//! Channels as integrators meet them. Everything generated is read back by somebody else's parser.

mod alipay;
mod catalogue;
mod encoders;
mod forms;
mod golden;
mod inspect;
mod lenient;
mod names;
mod patterns;
mod previews;
pub mod proof;
mod reading;
mod refusals;
mod samples;
mod scripts;
mod signing;
mod sobot;
mod tencent_desk;
mod typescript;
mod vectors;
mod walk;
mod wechat;
mod wecom;
