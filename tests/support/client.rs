//! A person's browser without pictures: keeps cookies, follows nothing by itself, and posts forms
//! the way a page of the portal would, with its token and the headers of a same-origin request.

use reqwest::{Method, StatusCode, header::HeaderMap, redirect::Policy};

pub struct Client {
    http: reqwest::Client,
    origin: String,
    token: Option<String>,
}

/// An answer that has been read whole.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Client {
    /// `origin` is `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn new(origin: impl Into<String>) -> Self {
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .expect("a client");
        Client { http, origin: origin.into(), token: None }
    }

    /// A second window of the same browser: the same cookies, and the page that is open in the first.
    pub fn twin(&self) -> Self {
        let (http, origin) = (self.http.clone(), self.origin.clone());
        Client { http, origin, token: self.token.clone() }
    }

    /// The same browser, for a portal that listens at another port now.
    pub fn move_to(&mut self, origin: impl Into<String>) {
        self.origin = origin.into();
    }

    pub async fn get(&mut self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], None).await
    }

    /// The bytes of something that is no page.
    pub async fn bytes(&mut self, path: &str) -> Vec<u8> {
        let answer = self.http.get(format!("{}{path}", self.origin)).send().await;
        let answer = answer.unwrap_or_else(|error| panic!("{path}: {error:?}"));
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.bytes().await.unwrap_or_else(|error| panic!("{path}: {error:?}")).to_vec()
    }

    /// Reads the beginning of an answer and goes away.
    pub async fn begin_and_leave(&mut self, path: &str) {
        let answer = self.http.get(format!("{}{path}", self.origin)).send().await;
        let mut answer = answer.unwrap_or_else(|error| panic!("{path}: {error:?}"));
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let first = answer.chunk().await.unwrap_or_else(|error| panic!("{path}: {error:?}"));
        assert!(first.is_some_and(|bytes| !bytes.is_empty()), "{path}: nothing came");
    }

    /// Sends one request as it is, with nothing added but the cookies.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Reply {
        let sent = self.try_send(method, path, headers, body).await;
        sent.unwrap_or_else(|error| panic!("{path}: {error:?}"))
    }

    /// The same, to a portal that may go away before it has answered.
    async fn try_send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> reqwest::Result<Reply> {
        let answer = self.ask(method, path, headers, body).await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = String::from_utf8_lossy(&answer.bytes().await?).into_owned();
        self.token = token_in(&body).or(self.token.take());
        Ok(Reply { status, headers, body })
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> reqwest::Result<reqwest::Response> {
        let mut request = self.http.request(method, format!("{}{path}", self.origin));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        request.send().await
    }

    /// Posts a form with the token of the last page seen, or else of the sign-in page.
    pub async fn post_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        if self.token.is_none() {
            self.get("/login").await;
        }
        self.try_form(path, fields).await.unwrap_or_else(|error| panic!("{path}: {error:?}"))
    }

    /// The same, once a page with a token was seen, to a portal that may go away before it has answered.
    pub async fn try_form(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
    ) -> reqwest::Result<Reply> {
        let (headers, body) = self.form(fields);
        let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
        self.try_send(Method::POST, path, &headers, Some(body)).await
    }

    /// Posts a form that is answered with a file.
    pub async fn download(&mut self, path: &str) -> (HeaderMap, Vec<u8>) {
        if self.token.is_none() {
            self.get("/login").await;
        }
        let (headers, body) = self.form(&[]);
        let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
        let answer = self.ask(Method::POST, path, &headers, Some(body)).await;
        let answer = answer.unwrap_or_else(|error| panic!("{path}: {error:?}"));
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let headers = answer.headers().clone();
        let bytes = answer.bytes().await.unwrap_or_else(|error| panic!("{path}: {error:?}"));
        (headers, bytes.to_vec())
    }

    /// Posts a form with a file, as a page of the portal does: its token comes first.
    pub async fn upload(&mut self, path: &str, fields: &[(String, Vec<u8>)]) -> Reply {
        if self.token.is_none() {
            self.get("/login").await;
        }
        let token = self.token.clone().unwrap_or_default();
        let mut all = vec![("csrf_token", token.as_bytes())];
        all.extend(fields.iter().map(|(name, value)| (name.as_str(), value.as_slice())));
        self.send_parts(path, parts(&all)).await
    }

    /// Posts this as the body of a form with a file.
    pub async fn send_parts(&mut self, path: &str, body: Vec<u8>) -> Reply {
        let request = self.http.post(format!("{}{path}", self.origin));
        let request = request
            .header("Content-Type", format!("multipart/form-data; boundary={BOUNDARY}"))
            .header("Sec-Fetch-Site", "same-origin")
            .header("Origin", self.origin.clone());
        let answer = request.body(body).send().await;
        let answer = answer.unwrap_or_else(|error| panic!("{path}: {error:?}"));
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = answer.bytes().await.unwrap_or_else(|error| panic!("{path}: {error:?}"));
        let body = String::from_utf8_lossy(&bytes).into_owned();
        self.token = token_in(&body).or(self.token.take());
        Reply { status, headers, body }
    }

    /// The headers and the body of a form as a page of the portal sends it.
    fn form(&self, fields: &[(&str, &str)]) -> ([(&'static str, String); 3], String) {
        let token = self.token.clone().unwrap_or_default();
        // The writer is gone before anything is waited for: tests send forms from several threads.
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf_token", &token)
            .extend_pairs(fields)
            .finish();
        let headers = [
            ("Content-Type", "application/x-www-form-urlencoded".to_owned()),
            ("Sec-Fetch-Site", "same-origin".to_owned()),
            ("Origin", self.origin.clone()),
        ];
        (headers, body)
    }

    /// Opens `page`, then posts its form: what a person does.
    pub async fn fill(&mut self, page: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
        let shown = self.get(page).await;
        assert_eq!(shown.status, StatusCode::OK, "{page}: {}", shown.body);
        self.post_form(path, fields).await
    }

    /// Signs in and forgets the token of the session before.
    pub async fn login(&mut self, email: &str, password: &str) -> Reply {
        let reply = self
            .fill("/login", "/login", &[("email", email), ("password", password), ("next", "")])
            .await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "sign-in of {email}: {}", reply.body);
        self.token = None;
        self.get(reply.location().unwrap_or("/")).await
    }
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub fn location(&self) -> Option<&str> {
        self.header("location")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {} {}", self.status, self.body))
    }
}

/// What stands between the parts of a form with a file.
pub const BOUNDARY: &str = "----JieruFormBoundary7MA4YWxkTrZu0gW";

/// The body of such a form.
pub fn parts(fields: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let file = if *name == "backup" {
            "; filename=\"a.backup\"\r\nContent-Type: application/octet-stream"
        } else {
            ""
        };
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// The value of the first field `csrf_token` of a page, in whichever order its attributes stand.
pub fn token_in(html: &str) -> Option<String> {
    let name = html.find("name=\"csrf_token\"")?;
    let (before, after) = html.split_at(name);
    let start = before.rfind('<')?;
    let end = name + after.find('>')?;
    let tag = html.get(start..end)?;
    let value = tag.split("value=\"").nth(1)?;
    Some(value.split('"').next()?.to_owned()).filter(|token| !token.is_empty())
}
