//! The QR code of a link as a file. The link comes in a form, never in an address, and only links of
//! this window are drawn: the portal is no drawing service.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};

use super::{Desk, forms};
use crate::channels::Ambient;
use crate::domain::Window;
use crate::rights::ViewWindow;
use crate::text::text;
use crate::web::fault::{Answer, Fault};
use crate::web::form::Posted;
use crate::web::qr::Qr;
use crate::web::scope::Scoped;

pub async fn draw(
    Posted { scope: Scoped { within, object: window }, mut form }: Posted<
        Scoped<Window, ViewWindow>,
    >,
) -> Answer {
    let (url, kind) = (form.take("url"), form.take("as"));
    form.finish_or_refuse()?;
    let desk = Desk::open(within, window).await?;
    let refused = |what| Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, what);
    if !desk.makes(&url) {
        return Err(refused(text(
            "这不是这个聊天窗的链接",
            "This is not a link of this chat window",
        )));
    }
    let code = Qr::of(&url).ok_or_else(|| {
        refused(text("链接太长，放不进二维码", "The link is too long for a QR code"))
    })?;
    let (mime, ending, file) = match kind.as_str() {
        "png" => ("image/png", "png", code.png()?),
        _ => ("image/svg+xml", "svg", code.svg().into_bytes()),
    };
    let name = format!("attachment; filename=\"{}-qr.{ending}\"", desk.window.code);
    let mut answer = HttpResponse::Ok();
    answer.content_type(mime).insert_header((header::CONTENT_DISPOSITION, name));
    Ok(answer.body(file))
}

impl Desk {
    /// Whether a link of this window begins like this one, in any of its forms.
    fn makes(&self, url: &str) -> bool {
        let stored = self.references.deployment(&self.window.content);
        let nobody = super::without_visitor(&stored);
        let base = |url: &str| url.split(['?', '#']).next().unwrap_or_default().to_owned();
        let wanted = base(url);
        let mut shapes = forms::all(self.channel, self.target, &nobody);
        shapes.push(nobody);
        let links = shapes.iter().flat_map(|one| self.channel.render(one, &Ambient::at(0)).links);
        links.map(|link| base(&link.url)).any(|known| known == wanted)
    }
}
