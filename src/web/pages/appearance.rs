//! Language and theme: kept in cookies, so that the first byte of every page is right.

use actix_web::cookie::time::Duration;

use crate::text::Lang;
use crate::web::fault::Answer;
use crate::web::form::Posted;
use crate::web::ui::Theme;
use crate::web::visit::{Visit, own_path, see_other};

const A_YEAR: Duration = Duration::days(365);

pub async fn choose(Posted { scope: visit, mut form }: Posted<Visit>) -> Answer {
    let (lang, theme, next) = (form.take("lang"), form.take("theme"), form.take("next"));
    form.finish_or_refuse()?;
    let mut response = see_other(own_path(&next).unwrap_or("/"));
    let lasting = |name, value: &str| {
        let mut cookie = visit.cookie(name, value.to_owned());
        cookie.set_max_age(A_YEAR);
        cookie
    };
    let portal = &visit.portal;
    let chosen = [
        Lang::from_tag(&lang).map(|lang| lasting(portal.lang_cookie(), lang.tag())),
        Theme::from_name(&theme).map(|theme| lasting(portal.theme_cookie(), theme.name())),
    ];
    for cookie in chosen.iter().flatten() {
        response.add_cookie(cookie).map_err(crate::error::Error::broken)?;
    }
    Ok(response)
}
