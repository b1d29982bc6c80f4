//! What stands at the door and in every page's head: health, sign-in, set-up, tools, settings of the installation.

use super::{Route, asked, bare};
use crate::rights::{MakeBackups, ReadHistory, RotateMaster};
use crate::web::assets;
use crate::web::pages::{
    appearance, backup, dev, gallery, health, help, inspect, login, master_key, metrics, overview,
    reauth, search, settings, setup,
};

routes! {
    GET  "/healthz" => health::alive, Public, None;
    GET  "/readyz" => health::ready, Public, None;
    GET  "/metrics" => metrics::show, Public, None, Metrics;
    GET  "/static/{hash}/{path:.*}" => assets::file, Public, None;
    GET  "/ui" => gallery::show, Public, None;

    GET  "/login" => login::show, Public, None;
    POST "/login" => login::submit, Public, Access;
    POST "/logout" => login::leave, Member, Access;
    GET  "/reauth" => reauth::show, Member, None;
    POST "/reauth" => reauth::submit, Member, Access;
    GET  "/setup" => setup::show, Public, None;
    POST "/setup" => setup::submit, Public, Change;
    POST "/appearance" => appearance::choose, Public, None;

    GET  "/" => overview::show, Member, None;
    // Nothing in it is secret, but nothing of a portal answers to strangers.
    GET  "/help" => help::index, Member, None;
    GET  "/help/channels" => help::compare, Member, None;
    GET  "/help/channels/{channel}" => help::channel, Member, None;
    GET  "/search" => search::show, Member, None;
    GET  "/dev" => dev::show, Member, None;
    GET  "/inspect" => inspect::show, Member, None;
    POST "/inspect" => inspect::look, Member, None;
    GET  "/settings" => settings::show, Installed(ReadHistory), None;
    GET  "/settings/master-key" => master_key::show, Installed(RotateMaster), None, Fresh;
    POST "/settings/master-key" => master_key::change, Installed(RotateMaster), Change, Fresh;
    GET  "/settings/backup" => backup::show, Installed(MakeBackups), None;
    // Recorded once it is verified, before the first byte is sent.
    POST "/settings/backup" => backup::make, Installed(MakeBackups), Access, Fresh;
    // Takes a fresh password, too, and is not marked: what is asked beside a form is asked with all of its
    // fields once more, and nobody keeps a file for that. It leads to `/reauth` and back to the page instead.
    POST "/settings/backup/checks" => backup::check, Installed(MakeBackups), Access;
}
