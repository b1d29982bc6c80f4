//! Inputs to start from, for the help of commands that read JSON. Lines are short, so that no terminal
//! breaks them inside a value.

pub const RENDER: &str = r#"Example: jieru render deployment.json, where the file has
  {"channel":"sobot","target":"link",
   "account":{"sysnum":"4c349791a07b46c1a70b8ac88aa23257",
              "host":"demo.sobot.com"},
   "window":{"variant":"h5"},"parameters":{"locale":"cn"},
   "visitor":{"partnerid":"u 1001"}}
Channels, targets, parameters: jieru channels --format markdown"#;

pub const SIGN: &str = r#"Examples of the input, one for each scheme:
  {"scheme":"sobot_web_md5","key":"…","partnerid":"u 1001",
   "sysnum":"4c349791a07b46c1a70b8ac88aa23257"}
  {"scheme":"tencent_usersig","sdk_app_id":1400000000,
   "key":"…","user_id":"u1001","expire":86400}
  {"scheme":"alipay_visitor_card","public_key":"MII…",
   "card":{"userId":"u1001","timestamp":1700000000000}}"#;

pub const VERIFY: &str = r#"Examples of the input: that of sign, and the signature:
  {"scheme":"sobot_web_md5","key":"…","partnerid":"u 1001",
   "sysnum":"4c349791a07b46c1a70b8ac88aa23257","sign":"…"}
  {"scheme":"tencent_usersig","sdk_app_id":1400000000,
   "key":"…","user_id":"u1001","user_sig":"…"}"#;

pub const HISTORY: &str = r#"Exit code 0: intact; 1: not, with the first broken entry.
--format json prints
  {"ok":true,"logs":[{"log":"e/demo","size":20,"root":"…",
   "first_broken":null,"reason":null,"message":null}]}

What it cannot find: events later than every checkpoint that is
kept elsewhere, when somebody who can write to the database rewrote
them together with their leaves, subtrees and head. So keep
checkpoints where the portal's administrators cannot write: set
JIERU_CHECKPOINT_FILE, or keep what /history/checkpoint shows."#;
