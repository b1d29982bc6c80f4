//! Examples of Alipay: the codes are invented, the public key is that of the signing samples.

use super::Example;
use crate::text::text;

pub const EXAMPLES: &[Example] = &[
    Example {
        code: "alipay-button",
        name: text("支付宝小程序客服按钮", "Service button in the Alipay mini program"),
        deployment: r##"{
  "channel": "alipay",
  "target": "mini_program",
  "account": { "tnt_inst_id": "n8c_Hb8w" },
  "window": { "scene": "SCE00000001", "page": "pages/mine/mine" },
  "parameters": {
    "size": "25",
    "color": "#00A3FF",
    "ext-info": { "appId": "2021000000000001" }
  },
  "visitor": {}
}"##,
    },
    Example {
        code: "alipay-h5",
        name: text("支付宝 H5 客服链接", "Alipay H5 link"),
        deployment: r#"{
  "channel": "alipay",
  "target": "h5_link",
  "account": { "tnt_inst_id": "n8c_Hb8w" },
  "window": { "scene": "SCE00000001" },
  "visitor": {
    "card": {
      "userId": "demo-visitor",
      "uname": "演示用户",
      "extInfo": { "userName": "演示用户" },
      "timestamp": 1795226400000
    }
  },
  "key": "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAm733lk5/Ewvou5Fgwl1wo2h9DEmf4xuW+wSsvmB8J1qbcZ1nbGzY6/Q9tDaLgM+v8rar1TrNfjVOKKT7LkKUqtpLmMdfxo/u82tDmXkxdTQNggaovgMHEC5673ObcBG8tj8qs69mSlbCrM3eUx95fOdPL3r4fN3cvhMedAFv7j0JseuQcnJ234tmBcLaBOIYPkmzod1rIL8ty5NDe6myFEI01DSZD3wk403asqSOh+VSOVBqcXjNR3FNG3iRdU1Fc5V5j7ze2XGfmjWBDFfGNELpZ497DDh8PRvh9noTK19/jBAaa2TRMR2Rog1DvEX8mLVCjVoL0ju3bE7YzHEULQIDAQAB"
}"#,
    },
];
