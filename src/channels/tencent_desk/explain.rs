//! How a UserSig comes about, line by line.

use super::usersig::signed_text;
use crate::channels::{Explanation, Step};
use crate::text::{Text, text};

pub fn explain(sdk_app_id: u64, user_id: &str, expire: i64) -> Explanation {
    // The moment is known only when somebody signs; zero stands for it here.
    let lines = signed_text(user_id, sdk_app_id, 0, expire, None);
    let labels = [
        text("第 1 行：访客的 userID", "Line 1: the visitor's userID"),
        text("第 2 行：应用的 SDKAppID", "Line 2: the app's SDKAppID"),
        text(
            "第 3 行：签发时刻（UNIX 秒，不是毫秒）",
            "Line 3: the moment of signing (UNIX seconds, not milliseconds)",
        ),
        text("第 4 行：有效期（秒）", "Line 4: how long it lives (seconds)"),
    ];
    let shown = lines.lines().map(|line| match line.strip_prefix("TLS.time:") {
        Some(_) => "TLS.time:…".to_owned(),
        None => line.to_owned(),
    });
    let mut steps: Vec<Step> =
        labels.into_iter().zip(shown).map(|(label, shown)| step(label, shown)).collect();
    steps.extend([
        step(
            text("四行各以换行结尾，再用密钥计算（密钥按文字使用，不要按十六进制解码）", "Each line ends with a line feed; then the key, as text, not decoded from hexadecimal"),
            "TLS.sig = Base64(HMAC-SHA256(••••••, text))".to_owned(),
        ),
        step(
            text("各项与 TLS.sig 组成 JSON", "These values and TLS.sig become JSON"),
            format!("{{\"TLS.ver\":\"2.0\",\"TLS.identifier\":\"{user_id}\",\"TLS.sdkappid\":{sdk_app_id},\"TLS.time\":…,\"TLS.expire\":{expire},\"TLS.sig\":\"…\"}}"),
        ),
        step(
            text("压缩并编码，换掉网址里的特殊字符", "Compressed and encoded, with the letters that addresses dislike exchanged"),
            "zlib → Base64 → (+ → *) (/ → -) (= → _)".to_owned(),
        ),
        step(text("失效时刻", "It ends at"), format!("TLS.time + {expire}")),
    ]);
    Explanation { steps, limits: LIMITS.to_vec() }
}

fn step(label: Text, shown: String) -> Step {
    Step { label, shown }
}

const LIMITS: &[Text] = &[
    text(
        "有效期之内不能单独作废：只有更换密钥才能让它失效，而那会作废全部签名。",
        "It cannot be withdrawn alone before it ends: only a new key does that, and it ends every signature.",
    ),
    text(
        "签名里没有「不早于」：时刻写在未来或写成毫秒，签名照样有效，而且几乎永不过期。",
        "There is no “not before”: a moment in the future, or in milliseconds, counts and hardly ever ends.",
    ),
    text(
        "昵称、头像、按钮和订单都不在签名内，访客可以改动。",
        "Nickname, picture, buttons and order are not signed; visitors can change them.",
    ),
    text(
        "同样的输入，不同的库会得到不同的文字：压缩结果不同，但都有效，不要逐字比较。",
        "Libraries give different texts for the same input, because they compress differently; all are right, so never compare them letter by letter.",
    ),
    text(
        "厂商建议有效期 24 小时到两个月，最长 50 年；在客户端签名只适合演示，密钥会被取出。",
        "The vendor advises 24 hours to two months and allows 50 years; signing on the phone suits demonstrations only, because the key can be taken out.",
    ),
];
