//! The helper for content security policies: what the page around the code has to allow, and what a
//! present policy would block. Nothing that is pasted here is kept.

use actix_web::web::Query;

use super::mail::mail;
use super::{Wanted, page};
use crate::channels::policy::{self as policies, INLINE_SCRIPT, Need, Scene, Verdict};
use crate::channels::{Channel, Values};
use crate::domain::Window;
use crate::rights::ViewWindow;
use crate::text::{Lang, Message, text};
use crate::web::fault::Answer;
use crate::web::form::Posted;
use crate::web::pages::windows::releases::Draft;
use crate::web::pages::windows::releases::edition::Edition;
use crate::web::scope::Scoped;

pub(super) struct PolicyPart {
    pub wanted: Vec<policies::Wanted>,
    pub header: String,
    pub nonce: bool,
    /// The code with nonces, where it has inline scripts.
    pub code: Option<(String, String)>,
    pub pasted: String,
    pub verdicts: Vec<Verdict>,
    /// The page under the pasted policy.
    pub scene: Option<Scene>,
    /// The pasted policy with what is missing in it.
    pub amended: Option<String>,
    /// For whoever looks after the policy.
    pub mail: String,
    /// Why there are no verdicts for what was pasted.
    pub unread: Option<Message>,
}

/// What somebody asks for.
#[derive(Default)]
pub(super) struct Pasted {
    pub policy: String,
    pub nonce: bool,
    /// Our own header is looked at, whatever was pasted.
    pub ours: bool,
}

/// Characters of a policy that are read.
const MOST: usize = 8_000;

impl PolicyPart {
    /// `None` where the code is not for web pages: mini programs have no such policy.
    pub fn of(
        channel: &dyn Channel,
        draft: &Draft,
        window: &Window,
        edition: &Edition,
        (flavour, lang): (&str, Lang),
        pasted: Option<Pasted>,
    ) -> Option<Self> {
        let mut pages = edition.artifacts(flavour).filter(|file| file.language == "html");
        let file = pages.next()?;
        let inline = file.content.contains("<script>");
        let needs: Vec<&'static Need> = inline
            .then_some(&INLINE_SCRIPT)
            .into_iter()
            .chain(channel.needs(&window.content.target).iter().copied())
            .collect();
        let (account, own) = values(draft, window, edition);
        let wanted = policies::fill(&needs, &account, &own);
        let Pasted { policy: pasted, nonce, ours } = pasted.unwrap_or_default();
        let header = policies::header(&wanted, nonce);
        let pasted = if ours { header.clone() } else { pasted };
        let known = policies::is_policy(&pasted);
        let verdicts = if known { policies::evaluate(&pasted, &wanted, nonce) } else { Vec::new() };
        let amended = policies::amended(&pasted, &wanted, nonce).filter(|_| known);
        let unread = (!pasted.is_empty() && !known).then(|| {
            text(
                "没有认出策略。请粘贴 Content-Security-Policy 响应头的内容，例如 default-src 'self'; script-src 'self'。",
                "No policy was recognised. Paste the value of the Content-Security-Policy header, such as default-src 'self'; script-src 'self'.",
            )
            .into()
        });
        Some(PolicyPart {
            mail: mail(window, edition, &wanted, (&header, amended.as_deref()), &verdicts, lang),
            header,
            scene: known.then(|| policies::scene(&verdicts)),
            amended,
            verdicts,
            code: (inline && nonce)
                .then(|| (file.path.clone(), policies::with_nonce(&edition.text(file)))),
            wanted,
            nonce,
            pasted,
            unread,
        })
    }

    pub fn blocked(&self) -> usize {
        self.verdicts.iter().filter(|verdict| !verdict.allowed).count()
    }
}

/// The values that the code was made of: those of the release, or of the draft.
fn values(draft: &Draft, window: &Window, edition: &Edition) -> (Values, Values) {
    if let Some(release) = &edition.release {
        let account = release.inputs.account.as_ref().map(|one| one.values.clone());
        return (account.unwrap_or_default(), release.inputs.rendered.window.clone());
    }
    let deployment = draft.references.deployment(&window.content);
    (deployment.account, deployment.window)
}

pub async fn evaluate(
    Posted { scope: Scoped { within, object: window }, mut form }: Posted<
        Scoped<Window, ViewWindow>,
    >,
    query: Query<Wanted>,
) -> Answer {
    let (policy, ours) = (form.take("policy"), form.take("ours") == "true");
    let nonce = form.take("nonce") == "true";
    form.finish_or_refuse()?;
    let policy = policy.trim().chars().take(MOST).collect();
    page(&within, window, &query, Some(Pasted { policy, nonce, ours })).await
}
