//! Code that signs on a customer's own server, in five languages, for each way to sign.
//!
//! The samples are real files that tests run as they are. Each signs one public demo input when it is
//! started without arguments and prints one line of JSON, to be held against the vector.

use serde_json::json;

use crate::channels::Artifact;
use crate::channels::signing::{Compare, Samples, Vector};
use crate::text::text;

/// The languages, as `--language` has them, and how people call them.
pub const LANGUAGES: &[(&str, &str)] =
    &[("js", "Node.js"), ("python", "Python"), ("java", "Java"), ("go", "Go"), ("php", "PHP")];

/// Files beside the code, all of them JSON, by their name, and which language needs them. Where one
/// line installs the library, it stands in the head of the code.
const COMPANIONS: &[(&str, &str)] = &[("package.json", "js"), ("composer.json", "php")];

/// A file under `templates/channels`, with its name as the artifact's path.
macro_rules! file {
    ($channel:literal, $name:literal) => {
        ($name, include_str!(concat!("../../templates/channels/", $channel, "/samples/", $name)))
    };
}

pub fn sobot_web_md5() -> Samples {
    let files = [
        file!("sobot", "sobotSign.js"),
        file!("sobot", "sobot_sign.py"),
        file!("sobot", "SobotSign.java"),
        file!("sobot", "sobot_sign.go"),
        file!("sobot", "sobot_sign.php"),
    ];
    let input = json!({
        "scheme": "sobot_web_md5",
        "sysnum": "0123456789abcdef0123456789abcdef",
        "key": "jieru-demo-key",
        "partnerid": "用户 1+a",
    });
    let output = json!({ "sign": "3efc5c2675b040e5a556255d83b3d35b" });
    samples(&files, Vector { input, output, compare: Compare::exact() })
}

pub fn tencent_usersig() -> Samples {
    let files = [
        file!("tencent_desk", "userSig.js"),
        file!("tencent_desk", "package.json"),
        file!("tencent_desk", "user_sig.py"),
        file!("tencent_desk", "UserSig.java"),
        file!("tencent_desk", "user_sig.go"),
        file!("tencent_desk", "user_sig.php"),
        file!("tencent_desk", "composer.json"),
    ];
    let input = json!({
        "scheme": "tencent_usersig",
        "sdk_app_id": 1_400_000_000,
        // 32 letters in hex that say what it is: "jieru-demo-key-not-for-any-use!!".
        "key": "6a696572752d64656d6f2d6b65792d6e6f742d666f722d616e792d7573652121",
        "user_id": "demo-visitor",
        "expire": 86_400,
        "time": 1_767_225_600,
    });
    let output = json!({ "user_sig": USER_SIG });
    let note = text(
        "还原 Base64 字母并解压后比较 JSON；官方库取当前时间，TLS.time 与 TLS.sig 因此不同，TLS.sig 应与用该时间重算的结果相同。不要逐字节比较，各库的压缩结果不同。",
        "Undo the Base64 letters, inflate and compare the JSON. The official libraries take the present time, so TLS.time and TLS.sig differ: TLS.sig must be what one computes for that time. Never compare the bytes; each library compresses in its own way.",
    );
    samples(&files, Vector { input, output, compare: Compare { by: "inflating", note } })
}

pub fn alipay_visitor_card() -> Samples {
    let files = [
        file!("alipay", "visitorCard.js"),
        file!("alipay", "visitor_card.py"),
        file!("alipay", "VisitorCard.java"),
        file!("alipay", "visitor_card.go"),
        file!("alipay", "visitor_card.php"),
    ];
    let input = json!({
        "scheme": "alipay_visitor_card",
        "public_key": PUBLIC_KEY,
        "card": {
            "userId": "demo-visitor",
            "uname": "演示用户",
            "extInfo": { "userName": "演示用户" },
            "timestamp": 1_700_000_000_000_i64,
        },
    });
    let output = json!({ "cinfo": CINFO, "key": SEALED_KEY });
    let note = text(
        "每次的密钥都是随机的，结果每次不同；用演示私钥解开 key，再解开 cinfo，比较名片 JSON。没有私钥时只比较长度：解码后 key 为 256 字节，cinfo 为 16 的倍数。",
        "Every card has a random key, so no two results are alike. Open key with the demo key's private half, then cinfo, and compare the card's JSON. Without that half compare lengths: decoded, key has 256 bytes and cinfo a multiple of 16.",
    );
    samples(&files, Vector { input, output, compare: Compare { by: "decrypting", note } })
}

impl Samples {
    /// Only what one language needs; `None` for a language without samples. `node` is `js`.
    pub fn in_language(&self, language: &str) -> Option<Samples> {
        let language = if language == "node" { "js" } else { language };
        LANGUAGES.iter().find(|(id, _)| *id == language)?;
        let wanted = |artifact: &&Artifact| language_of(artifact) == language;
        let artifacts = self.artifacts.iter().filter(wanted).cloned().collect();
        Some(Samples { artifacts, vector: self.vector.clone() })
    }
}

/// The language that a file serves, whatever it is written in.
fn language_of(artifact: &Artifact) -> &'static str {
    let companion = COMPANIONS.iter().find(|(name, _)| *name == artifact.path);
    companion.map_or(artifact.language, |(_, language)| language)
}

fn samples(files: &[(&str, &str)], vector: Vector) -> Samples {
    let artifacts = files.iter().map(|(name, content)| artifact(name, content)).collect();
    Samples { artifacts, vector }
}

fn artifact(name: &str, content: &str) -> Artifact {
    Artifact {
        path: name.to_owned(),
        language: written_in(name),
        merge: "replace",
        content: content.to_owned(),
    }
}

fn written_in(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "js",
        Some("py") => "python",
        Some("java") => "java",
        Some("go") => "go",
        Some("php") => "php",
        _ => "json",
    }
}

/// Made for the time of the vector by the vendor's own library for Python.
const USER_SIG: &str = concat!(
    "eJyrVgrxCdYrSy1SslJQMtIzUNJRAItkpqTmlWSmZUIkUlJz83XLMoszS-KLYCqKU7ITCwoyU4DyhiYGUACVS60o",
    "yCxKBcpYmJnABUsyc0FChuZm5kZGpmZw8eLMdJAd5f5J*eFRPrlJAcnuxsbZFcluhma5OcElBeUVqU6*SYGhzvl5",
    "6cEmxWHBBrZKtQD8ADWf",
);

/// The public half of a key pair that protects nothing; the private half stands in the tests.
const PUBLIC_KEY: &str = concat!(
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAm733lk5/Ewvou5Fgwl1wo2h9DEmf4xuW+wSsvmB8J1qb",
    "cZ1nbGzY6/Q9tDaLgM+v8rar1TrNfjVOKKT7LkKUqtpLmMdfxo/u82tDmXkxdTQNggaovgMHEC5673ObcBG8tj8q",
    "s69mSlbCrM3eUx95fOdPL3r4fN3cvhMedAFv7j0JseuQcnJ234tmBcLaBOIYPkmzod1rIL8ty5NDe6myFEI01DSZ",
    "D3wk403asqSOh+VSOVBqcXjNR3FNG3iRdU1Fc5V5j7ze2XGfmjWBDFfGNELpZ497DDh8PRvh9noTK19/jBAaa2TR",
    "MR2Rog1DvEX8mLVCjVoL0ju3bE7YzHEULQIDAQAB",
);

/// One of the many right results.
const CINFO: &str = concat!(
    "xST%2BNoE4Nc0MJwA75VyKg%2B71HhdVKBEfYsUySne2Le%2B86apLzWI4tByUlIUhT2BJe%2BqxJELcySPjmDze",
    "3TeAzCT6R2sANwn5F2KeYFgcQQr%2BPzapdPzNASGYT8uKH5yKO1mOgGknXWJKevQNdoXAIMJqvv%2FTehTKeItL",
    "s1Cyl14%3D",
);
const SEALED_KEY: &str = concat!(
    "JPzAsyeggW7Ec%2BCLxIOOxIQXjm5F7WUJPQF49vhcd394Y0v%2FaIqGVVtAq2NdJfltm4aitgsmlQWPHNnF3ZZ8",
    "IgKiq7h3bdWUnbXFcSYjAxHE4VR48GzF0ET%2FRq09E8TEBimypYjSKv5DQ0QfzLannXinAtSSPFMVwYaoE9fsrW",
    "3scGChPQb0ZXfIyR7O0byHyjVIQLik4fjcDkNNDocvr98tcU8k1YBl5w3jqaSlU%2BAxnpyKrlfs2%2ByrJtQ%2F",
    "tlxxk46SX9T%2FfsmMTtochcg2XZ0GdEIQkyoy82Rxp96QMobeu4nW69SPPxNrL2b9XFlZAxYuuA669PdzgPaY6W",
    "i13Q%3D%3D",
);
