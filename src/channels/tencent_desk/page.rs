//! The page with the button: it asks the customer's server for a signature and opens the chat.

use serde_json::{Map, Value};

use crate::catalog::{Checked, Form, Surface, Written, encode};
use crate::channels::encode::{
    Code, Encoded, Js, Navigate, js_navigate, js_value, navigate_json, navigate_text,
};

/// The handler and the class of the vendor's sample.
pub const WXML: &str = "<button class=\"get-support\" bind:tap=\"getSupport\">咨询客服</button>\n";

/// The sample also lays the whole page out anew, which an app with a page of its own must not get.
pub const WXSS: &str = "/* 颜色可以改成您的品牌色 / change the colours to those of your brand */
.get-support {
  background-color: #0052d9;
  color: #ffffff;
}
";

/// What the page may set at run time instead of what stands in the code.
const REPLACEABLE: &str = "bottomQuickOrder";

/// `None` only where a checked value could not stand in an address after all.
pub fn script(checked: &Checked) -> Option<String> {
    let written = encode(checked, Surface::Object);
    let code = Code::new()
        .line("// 页面已有 Page({…}) 时，只合并其中的方法 / where the page has a Page({…}), merge the methods only")
        .code(&visitor(checked, &written))
        .code(&helpers(checked))
        .code(&address(checked, &written)?)
        .code(&handler(checked)?);
    Some(code.finish())
}

/// Who the visitor is, as far as it is known; the page fills in the rest.
fn visitor(checked: &Checked, written: &[Written<'_>]) -> Code<Js> {
    let known = written.iter().filter(|one| one.param.at_run_time());
    let known: Map<String, Value> =
        known.map(|one| (one.param.name.to_owned(), one.form.clone().json())).collect();
    let names = if checked.reads(REPLACEABLE) {
        "// nickName, avatar, bottomQuickOrder"
    } else if checked.reads("nickName") {
        "// nickName, avatar"
    } else {
        ""
    };
    let code = Code::new()
        .line("")
        .line("// 访客资料，由页面在打开客服之前填入，没有的值不传 / the visitor: the page fills it in before the chat opens, and what is absent is not sent");
    let code = if names.is_empty() { code } else { code.line(names) };
    code.raw("var visitor = ").hole(&js_value(&Value::from(known))).line(";")
}

/// Values of the page are escaped by the page.
fn helpers(checked: &Checked) -> Code<Js> {
    let mut code = Code::new();
    if checked.reads("nickName") {
        code = code
            .line("")
            .line("// 目标页不解码：会截断网址的字符换成全角 / the chat page decodes nothing: what would cut the address off becomes full-width")
            .line("function plain(text) {")
            .line("  return String(text).replace(/[?&=#%+]/g, function (letter) {")
            .line("    return String.fromCharCode(letter.charCodeAt(0) + 0xfee0);")
            .line("  });")
            .line("}");
    }
    if checked.reads(REPLACEABLE) {
        code = code
            .line("")
            .line("// JSON 写成 \\uXXXX，目标页直接 JSON.parse；不要用 encodeURIComponent / JSON with \\uXXXX, which the chat page parses as it is; never encodeURIComponent")
            .line("function json(value) {")
            .line("  var text = JSON.stringify(value, function (name, item) {")
            .line("    return typeof item === \"number\" ? String(item) : item;")
            .line("  });")
            .line("  return text.replace(/[?&=#%+\\u0000-\\u001f\\u007f-\\uffff]/g, function (letter) {")
            .line("    return \"\\\\u\" + (\"000\" + letter.charCodeAt(0).toString(16)).slice(-4);")
            .line("  });")
            .line("}");
    }
    code
}

/// The address of the chat. Parameters stand there only when they have a value.
fn address(checked: &Checked, written: &[Written<'_>]) -> Option<Code<Js>> {
    let route = format!(
        "/{}/pages/index/index?SDKAppID={}&userID=",
        checked.window("root")?,
        checked.account("sdk_app_id")?
    );
    let mut code = Code::new()
        .line("")
        .line("function deskUrl(userID, userSig) {")
        .raw("  var url = ")
        .hole(&js_value(&Value::from(route)))
        .line(" + userID + \"&userSig=\" + userSig;");
    if checked.reads("nickName") {
        code = code
            .line("  if (visitor.nickName) { url += \"&nickName=\" + plain(visitor.nickName); }")
            .line("  // 带参数的网址会被截断，所以不传 / an address with a query would be cut off, so it is not sent")
            .line("  if (visitor.avatar && !/[?&=#%+]/.test(visitor.avatar)) { url += \"&avatar=\" + visitor.avatar; }");
    }
    let fixed = written.iter().filter(|one| !one.param.at_run_time());
    for one in fixed.clone() {
        code = code.code(&pair(one)?);
    }
    let open =
        checked.reads(REPLACEABLE) && !fixed.clone().any(|one| one.param.name == REPLACEABLE);
    if open {
        code = code.line("  if (visitor.bottomQuickOrder) { url += \"&bottomQuickOrder=\" + json(visitor.bottomQuickOrder); }");
    }
    Some(code.line("  return url;").line("}"))
}

/// `url += "&name=" + '…';`
fn pair(written: &Written<'_>) -> Option<Code<Js>> {
    let name = written.param.name;
    let value = js_navigate(&value(written)?);
    let add = Code::new().raw("url += \"&").raw(name).raw("=\" + ").hole(&value).line(";");
    Some(if name == REPLACEABLE {
        Code::new()
            .line("  if (visitor.bottomQuickOrder) {")
            .line("    url += \"&bottomQuickOrder=\" + json(visitor.bottomQuickOrder);")
            .line("  } else {")
            .raw("    ")
            .code(&add)
            .line("  }")
    } else {
        Code::new().raw("  ").code(&add)
    })
}

/// The value as the chat page will receive it.
pub fn value(written: &Written<'_>) -> Option<Encoded<Navigate>> {
    match &written.form {
        Form::Text(text) => navigate_text(text),
        Form::Literal(value) => Some(navigate_json(value)),
    }
}

fn handler(checked: &Checked) -> Option<Code<Js>> {
    let endpoint = js_value(&Value::from(checked.window("sign_endpoint")?));
    Some(
        Code::new()
            .line("")
            .line("Page({")
            .line("  getSupport: function () {")
            .line("    var page = this;")
            .line("    function failed(error) {")
            .line("      page.opening = false;")
            .line("      console.error(\"desk\", error);")
            .line("      wx.showToast({ title: \"客服暂时无法打开，请稍后再试\", icon: \"none\" });")
            .line("    }")
            .line("    // 打开途中再次点击不起作用 / a second tap on the way does nothing")
            .line("    if (page.opening) { return; }")
            .line("    page.opening = true;")
            .line("    // 您的服务端按登录用户返回 {\"userID\":…,\"userSig\":…}，密钥只放在服务端 / your server answers for the person signed in, and the key stays there")
            .line("    wx.request({")
            .raw("      url: ")
            .hole(&endpoint)
            .line(",")
            .line("      header: {}, // 您自己的登录凭证 / your own sign-in token")
            .line("      success: function (response) {")
            .line("        var answer = response.data || {};")
            .line("        var userID = String(answer.userID || visitor.userID || \"\");")
            .line("        var userSig = String(answer.userSig || \"\");")
            .line("        if (response.statusCode !== 200 || !/^[A-Za-z0-9_-]{1,32}$/.test(userID) || !/^[A-Za-z0-9*_-]+$/.test(userSig)) {")
            .line("          failed(\"sign: \" + response.statusCode);")
            .line("          return;")
            .line("        }")
            .line("        try {")
            .line("          wx.navigateTo({")
            .line("            url: deskUrl(userID, userSig),")
            .line("            success: function () { page.opening = false; },")
            .line("            fail: failed")
            .line("          });")
            .line("        } catch (error) { failed(error); }")
            .line("      },")
            .line("      fail: failed")
            .line("    });")
            .line("  }")
            .line("});"),
    )
}
