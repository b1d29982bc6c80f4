//! The files: the package, how its sources are copied, the subpackage, the page with the button.

use serde_json::json;

use super::{page, setup};
use crate::catalog::Checked;
use crate::channels::Artifact;
use crate::channels::encode::{Code, Js, js_value, json_file, powershell_text, sh_text};

/// `None` only where a checked value could not stand in its place after all.
pub fn artifacts(checked: &Checked) -> Option<Vec<Artifact>> {
    let entry = checked.window("page")?;
    let version = checked.window("uikit_version")?;
    let root = checked.window("root")?;
    let sh = setup::sh(&sh_text(&version)?, &sh_text(&root)?);
    let powershell = setup::powershell(&powershell_text(&version)?, &powershell_text(&root)?);
    Some(vec![
        artifact("package.json", "json", "patch", package_json(&version)),
        artifact("setup.sh", "sh", "replace", sh),
        artifact("setup.ps1", "ps1", "replace", powershell),
        artifact("app.json", "json", "patch", app_json(&root, &entry)),
        artifact("app.js", "js", "insert", app_js(&root)),
        artifact(&format!("{entry}.js"), "js", "insert", page::script(checked)?),
        artifact(&format!("{entry}.wxml"), "wxml", "insert", page::WXML.to_owned()),
        artifact(&format!("{entry}.wxss"), "wxss", "insert", page::WXSS.to_owned()),
    ])
}

fn artifact(path: &str, language: &'static str, merge: &'static str, content: String) -> Artifact {
    Artifact { path: path.to_owned(), language, merge, content }
}

fn package_json(version: &str) -> String {
    json_file(&json!({ "dependencies": { (setup::KIT): version } })).as_str().to_owned()
}

/// Entering the page with the button loads the kit ahead; the document names the kit's own page,
/// which is too late.
fn app_json(root: &str, entry: &str) -> String {
    let patch = json!({
        "subPackages": [{ "root": root, "pages": ["pages/index/index"], "entry": "index.js" }],
        "preloadRule": { entry: { "network": "all", "packages": [root] } },
    });
    json_file(&patch).as_str().to_owned()
}

/// The kit is a compiled app of its own and registers the mini program, which can be done only once.
fn app_js(root: &str) -> String {
    let vendor = js_value(&format!("./{root}/common/vendor").into());
    Code::<Js>::new()
        .line("// 合并进 app.js，不要整个覆盖 / merge into app.js, do not replace the file")
        .line("// 小程序由 UIKit 注册，只能注册一次：删去原有的 App(…)，把其中的内容移到这里 / the kit registers the mini program, which can be done only once: remove your App(…) and move what it holds here")
        .line("var app = {")
        .line("  globalData: {},")
        .line("  onLaunch: function (options) {},")
        .line("  onShow: function (options) {},")
        .line("  onHide: function () {},")
        .line("  // 自定义的方法 / methods of your own")
        .line("  methods: {}")
        .line("};")
        .line("")
        .line("// UIKit 在分包里，异步加载 / the kit lies in a subpackage and is loaded asynchronously")
        .raw("require.async(")
        .hole(&vendor)
        .line(").then(function (vendor) {")
        .line("  function createApp() {")
        .line("    return { app: vendor.createSSRApp(app) };")
        .line("  }")
        .line("  createApp().app.mount(\"#app\");")
        .line("  exports.createApp = createApp;")
        .line("}).catch(function (error) {")
        .line("  console.error(\"desk\", error.mod, error.errMsg || error);")
        .line("});")
        .finish()
}
