//! The one form of the portal that brings a file: a backup to be checked. Everything else is refused as
//! before; this one comes as `multipart/form-data`, its token first and looked at before a byte of the file
//! is taken. The file goes part by part into one without a name, which is gone once nobody holds it.

use std::cell::Cell;
use std::fs::File;
use std::future::Future;
use std::io::Write;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Bytes};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use super::{FILE, PATH, nameless, unwritable};
use crate::error::Error;
use crate::rights::MakeBackups;
use crate::text::text;
use crate::web::fault::Fault;
use crate::web::form::posted::refuse_other_sites;
use crate::web::scope::Installed;

/// Bytes of the largest file that is taken.
pub const MOST: u64 = 2 * 1024 * 1024 * 1024;
/// For so long a file may come in, however steadily it does.
pub const WHOLE: Duration = Duration::from_mins(30);
/// Bytes that may pass without anything of the form coming out of them: the head of a part is held in memory.
const HEAD: u64 = 1024 * 1024;
/// Bytes of the token.
const TOKEN: usize = 1024;
/// Bytes that are written at once.
const PART: usize = 1024 * 1024;
/// Characters of what separates the parts. Browsers take 30 or more, the format allows 70.
const BOUNDARY: std::ops::RangeInclusive<usize> = 8..=70;

/// A file from our own page, sent by somebody who may make backups and typed the password just now.
pub struct Uploaded {
    pub scope: Installed<MakeBackups>,
    pub file: File,
    pub size: u64,
    /// To be held until the file was looked at.
    pub place: OwnedSemaphorePermit,
}

impl FromRequest for Uploaded {
    type Error = Fault;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Fault>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let scope =
                Installed::<MakeBackups>::from_request(&request, &mut Payload::None).await?;
            refuse_other_sites(&request)?;
            refuse_other_kinds(&request)?;
            let mut parts = Parts::of(&request, payload, scope.visit.portal.limits.body);
            if !scope.visit.token_is_valid(&parts.token().await?)? {
                return Err(outdated());
            }
            if !scope.visit.person()?.fresh {
                return Err(Fault::Confirm { next: PATH.to_owned() });
            }
            let portal = scope.visit.portal.clone();
            let place = portal.desks.take_file()?;
            let (folder, clock) = (portal.data_dir.clone(), portal.clock.clone());
            let file = web::block(move || nameless(&folder, &clock));
            let file = file.await.map_err(Error::broken)??;
            let (file, size) = timeout(WHOLE, parts.file(file)).await.map_err(|_| late())??;
            Ok(Uploaded { scope, file, size, place })
        })
    }
}

/// Files come in one kind of form only, as they are, and not longer than we take.
fn refuse_other_kinds(request: &HttpRequest) -> Result<(), Fault> {
    if request.content_type() != "multipart/form-data"
        || request.headers().contains_key(header::CONTENT_ENCODING)
    {
        return Err(Fault::status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let kind = request.mime_type().ok().flatten();
    let boundary = kind.as_ref().and_then(|kind| kind.get_param("boundary"));
    if !boundary.is_some_and(|boundary| BOUNDARY.contains(&boundary.as_str().len())) {
        return Err(Fault::status(StatusCode::BAD_REQUEST));
    }
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > MOST.saturating_add(HEAD)) {
        return Err(too_large());
    }
    Ok(())
}

/// The parts of the form while they come in.
struct Parts {
    form: Multipart,
    /// Bytes that may still come in before something comes out.
    room: Rc<Cell<u64>>,
    /// How long one waits for the next bytes.
    patience: Duration,
}

impl Parts {
    fn of(request: &HttpRequest, payload: Payload, patience: Duration) -> Self {
        let room = Rc::new(Cell::new(HEAD));
        let left = Rc::clone(&room);
        let counted = payload.map(move |bytes: Result<Bytes, PayloadError>| {
            let bytes = bytes?;
            let rest = left.get().checked_sub(length(&bytes)).ok_or(PayloadError::Overflow)?;
            left.set(rest);
            Ok::<Bytes, PayloadError>(bytes)
        });
        Parts { form: Multipart::new(request.headers(), counted), room, patience }
    }

    /// The next part. The one before must have been read to its end.
    async fn next(&mut self) -> Result<Option<Field>, Fault> {
        self.room.set(HEAD);
        let next = timeout(self.patience, self.form.next()).await.map_err(|_| late())?;
        next.transpose().map_err(|_| unreadable())
    }

    /// The next bytes of a part.
    async fn more(&self, part: &mut Field) -> Result<Option<Bytes>, Fault> {
        self.room.set(HEAD);
        let more = timeout(self.patience, part.next()).await.map_err(|_| late())?;
        more.transpose().map_err(|_| unreadable())
    }

    /// The token, which is the first part; empty where something else comes first.
    async fn token(&mut self) -> Result<String, Fault> {
        let Some(mut part) = self.next().await? else { return Ok(String::new()) };
        if part.name() != Some("csrf_token") {
            return Ok(String::new());
        }
        let mut token = Vec::new();
        while let Some(bytes) = self.more(&mut part).await? {
            token.extend_from_slice(&bytes);
            if token.len() > TOKEN {
                return Err(unreadable());
            }
        }
        String::from_utf8(token).map_err(|_| unreadable())
    }

    /// The part that is the file, written into this one. Nothing may follow it.
    async fn file(&mut self, mut file: File) -> Result<(File, u64), Fault> {
        let part = self.next().await?.filter(|part| part.name() == Some(FILE));
        let mut part = part.ok_or_else(unknown)?;
        let (mut waiting, mut size) = (Vec::new(), 0_u64);
        while let Some(bytes) = self.more(&mut part).await? {
            size = size.saturating_add(length(&bytes));
            if size > MOST {
                return Err(too_large());
            }
            waiting.extend_from_slice(&bytes);
            if waiting.len() >= PART {
                file = written(file, std::mem::take(&mut waiting)).await?;
            }
        }
        file = written(file, waiting).await?;
        drop(part);
        if self.next().await?.is_some() {
            return Err(unknown());
        }
        Ok((file, size))
    }
}

async fn written(mut file: File, bytes: Vec<u8>) -> Result<File, Fault> {
    let done = web::block(move || file.write_all(&bytes).map(|()| file));
    Ok(done.await.map_err(Error::broken)?.map_err(unwritable)?)
}

fn length(bytes: &Bytes) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// The token is of another session, or none: the file cannot be kept and sent again for anybody.
fn outdated() -> Fault {
    Fault::saying(
        StatusCode::FORBIDDEN,
        text(
            "这个页面已经过期，文件没有读取。请重新打开“备份”页面，再选一次文件。",
            "The page is out of date, and the file was not read. Open the page “Backups” again and choose the file once more.",
        ),
    )
}

fn unknown() -> Fault {
    Fault::saying(
        StatusCode::UNPROCESSABLE_ENTITY,
        text(
            "表单里有不认识的字段，或一个字段出现了两次。",
            "The form has a field that is unknown, or one that came twice.",
        ),
    )
}

fn too_large() -> Fault {
    Fault::saying(
        StatusCode::PAYLOAD_TOO_LARGE,
        text(
            "这里检查的文件最大 2 GiB；更大的请在服务器上执行 jieru restore --check。",
            "A file that is checked here may have 2 GiB; look through larger ones on the server with jieru restore --check.",
        ),
    )
}

fn late() -> Fault {
    Fault::status(StatusCode::REQUEST_TIMEOUT)
}

fn unreadable() -> Fault {
    Fault::status(StatusCode::BAD_REQUEST)
}
