//! The button and the page that feeds it. What is text stands in the page's data and is bound.

use serde_json::{Map, Value};

use super::Order;
use crate::channels::Artifact;
use crate::channels::encode::{
    AxmlElement, AxmlValue, Code, Encoded, Js, axml_binding, axml_colour, axml_identifier,
    axml_name, js_value,
};

/// Fields of the page's data.
pub const ICON: &str = "contactIcon";
pub const CARD_NO: &str = "contactCardNo";
pub const EXT_INFO: &str = "contactExtInfo";
/// The function that puts a card of the customer's server beside what is fixed.
pub const ASKING: &str = "extInfoOf";

/// `None` only where a checked value could not be a name after all.
pub fn artifacts(order: &Order<'_>) -> Option<Vec<Artifact>> {
    let page = order.checked.window("page")?;
    let artifact = |end: &str, language, content| Artifact {
        path: format!("{page}.{end}"),
        language,
        merge: "insert",
        content,
    };
    Some(vec![artifact("axml", "axml", button(order)?), artifact("js", "js", script(order))])
}

fn button(order: &Order<'_>) -> Option<String> {
    let literal = |name: &str| order.checked.option(name);
    let mut element = AxmlElement::new(&axml_name("contact-button")?)
        .attribute("tnt-inst-id", &axml_identifier(&order.tnt_inst_id)?)
        .attribute("scene", &axml_identifier(&order.scene)?);
    if let Some(size) = literal("size") {
        element = element.attribute("size", &axml_identifier(&size)?);
    }
    if let Some(colour) = literal("color") {
        element = element.attribute("color", &axml_colour(&colour)?);
    }
    if literal("icon").is_some() {
        element = element.attribute("icon", &bound(ICON)?);
    }
    if literal("alipay-card-no").is_some() || !order.visited {
        element = element.attribute("alipay-card-no", &bound(CARD_NO)?);
    }
    if order.endpoint.is_some() || !order.extra().is_empty() {
        element = element.attribute("ext-info", &bound(EXT_INFO)?);
    }
    Some(element.finish())
}

fn bound(field: &str) -> Option<Encoded<AxmlValue>> {
    Some(axml_binding(&axml_name(field)?))
}

fn script(order: &Order<'_>) -> String {
    let parts = [data(order), on_show(order)];
    let merged = parts.iter().flatten().enumerate();
    let body = merged.fold(Code::new(), |code, (at, part)| {
        let code = if at == 0 { code } else { code.line(",").line("") };
        code.code(part)
    });
    let asking = order.endpoint.as_ref().map(|_| ext_info_of(&order.extra()));
    Code::<Js>::new()
        .code(&asking.unwrap_or_default())
        .line("// 页面已有 Page({…}) 时，只合并其中的内容 / where the page has a Page({…}), merge what is inside")
        .line("Page({")
        .code(&body)
        .line("")
        .line("});")
        .finish()
}

/// The page's data: fixed options, and the values of the visitor that is given.
fn data(order: &Order<'_>) -> Option<Code<Js>> {
    let literal = |name: &str| order.checked.option(name).map(|text| text_of(&text));
    let extra = order.extra();
    let ext_info = match &order.endpoint {
        Some(_) => Some(Code::new().raw(ASKING).raw("(null)")),
        None => (!extra.is_empty()).then(|| encoded(&extra)),
    };
    let fields =
        [(ICON, literal("icon")), (CARD_NO, literal("alipay-card-no")), (EXT_INFO, ext_info)];
    let set = fields.iter().filter_map(|(name, code)| Some((*name, code.as_ref()?)));
    let start = if order.sealed.is_some() { one_visitor() } else { Code::new() };
    let inner = set.fold(None::<Code<Js>>, |inner, (name, code)| {
        let before = inner.map_or_else(Code::new, |inner| inner.line(","));
        Some(before.raw("    ").raw(name).raw(": ").code(code))
    })?;
    Some(Code::new().line("  data: {").code(&start).code(&inner).line("").raw("  }"))
}

fn one_visitor() -> Code<Js> {
    Code::new().line("    // 名片只属于这一位访客：仅供测试，不要发布 / the card is this visitor's alone: for a test, never to be published")
}

fn text_of(text: &str) -> Code<Js> {
    Code::new().hole(&js_value(&Value::from(text)))
}

/// JSON first, then encoded: an object alone would become "[object Object]".
fn encoded(fields: &Map<String, Value>) -> Code<Js> {
    let lines = fields.iter().enumerate().fold(Code::<Js>::new(), |code, (at, (name, value))| {
        let code = if at == 0 { code } else { code.line(",") };
        code.raw("      ")
            .hole(&js_value(&Value::from(name.as_str())))
            .raw(": ")
            .hole(&js_value(value))
    });
    Code::new().line("encodeURIComponent(JSON.stringify({").code(&lines).line("").raw("    }))")
}

fn ext_info_of(fields: &Map<String, Value>) -> Code<Js> {
    Code::new()
        .line("// 名片的两个值已由服务端编码，原样放入；没有名片时是匿名访客 / both values of a card come encoded and go in as they are; without a card the visitor is anonymous")
        .raw("function ")
        .raw(ASKING)
        .line("(card) {")
        .raw("  var extInfo = ")
        .hole(&js_value(&Value::Object(fields.clone())))
        .line(";")
        .line("  if (card && card.cinfo && card.key) {")
        .line("    extInfo.cinfo = card.cinfo;")
        .line("    extInfo.key = card.key;")
        .line("  }")
        .line("  return encodeURIComponent(JSON.stringify(extInfo));")
        .line("}")
        .line("")
}

/// What the app knows only when the page shows: each time, because people sign in and out.
fn on_show(order: &Order<'_>) -> Option<Code<Js>> {
    if order.visited && order.endpoint.is_none() {
        return None;
    }
    let code = Code::new().line("  onShow: function () {").line("    var page = this;");
    let code = if order.visited { code } else { code.code(&from_app()) };
    let code = order.endpoint.as_ref().map_or(code.clone(), |address| code.code(&asking(address)));
    Some(code.raw("  }"))
}

fn from_app() -> Code<Js> {
    Code::new()
        .line("    // 登录后由 app 写入 globalData.visitor；没有的值不传 / the app fills globalData.visitor after sign-in; what is absent is not sent")
        .line("    var visitor = (getApp().globalData || {}).visitor || {};")
        .raw("    page.setData({ ")
        .raw(CARD_NO)
        .line(": visitor[\"alipay-card-no\"] || \"\" });")
}

fn asking(address: &str) -> Code<Js> {
    Code::new()
        .line("    // 由您的服务端按登录用户返回 {\"cinfo\":…,\"key\":…}，请带上登录凭证 / your own server answers for the person signed in; send your sign-in token along")
        .line("    my.request({")
        .raw("      url: ")
        .hole(&js_value(&address.into()))
        .line(",")
        .line("      dataType: \"json\",")
        .line("      success: function (response) {")
        .raw("        page.setData({ ")
        .raw(EXT_INFO)
        .raw(": ")
        .raw(ASKING)
        .line("(response.data) });")
        .line("      },")
        .line("      fail: function (error) {")
        .raw("        page.setData({ ")
        .raw(EXT_INFO)
        .raw(": ")
        .raw(ASKING)
        .line("(null) });")
        .line("        console.error(\"sign\", error);")
        .line("      }")
        .line("    });")
}
