//! What the endpoints of customers answer when they call the samples: for good ids and for bad ones,
//! with the key in the environment and without.

use std::{fs, path::Path, process::Command};

use jieru::channels::Samples;
use serde_json::{Value, json};

use super::languages::{Language, Left};
use super::workshop::{lay_out, output, write};

/// How each language calls a sample for `id`.
struct Calls {
    js: &'static str,
    python: &'static str,
    java: &'static str,
    go: &'static str,
    php: &'static str,
}

fn calls(scheme: &str) -> Calls {
    match scheme {
        "sobot_web_md5" => Calls {
            js: "require('./sobotSign.js').answerFor(id)",
            python: "__import__('sobot_sign').answer_for(id)",
            java: "SobotSign.answerFor(id)",
            go: "AnswerFor(id)",
            php: "(require_once 'sobot_sign.php') ? sobot_answer_for($id) : null",
        },
        "tencent_usersig" => Calls {
            js: "require('./userSig.js').answerFor(id)",
            python: "__import__('user_sig').answer_for(id)",
            java: "UserSig.answerFor(id)",
            go: "AnswerFor(id)",
            php: "(require_once 'user_sig.php') ? user_sig_answer_for($id) : null",
        },
        _ => Calls {
            js: "require('./visitorCard.js').answerFor(id, id)",
            python: "__import__('visitor_card').answer_for(id, id)",
            java: "VisitorCard.answerFor(\"{\\\"userId\\\":\" + text(id) + \",\\\"uname\\\":\" + text(id) + \"}\")",
            go: "AnswerFor(id, id)",
            php: "(require_once 'visitor_card.php') ? seal_card_answer_for($id, $id) : null",
        },
    }
}

/// The answers for these ids; a refused one is `null`.
pub fn answers(
    language: &Language,
    samples: &Samples,
    ids: &[String],
    with_key: bool,
) -> Result<Vec<Value>, Left> {
    let folder = lay_out(samples);
    let code = language.code(samples);
    let mut command = driver(language, samples, folder.path(), &code)?;
    for (name, value) in environment(&samples.vector.input) {
        command.env_remove(name);
        if with_key {
            command.env(name, value);
        }
    }
    for id in ids {
        command.arg(id.bytes().map(|byte| format!("{byte:02x}")).collect::<String>());
    }
    let printed = output(command.current_dir(folder.path()));
    let printed = printed.unwrap_or_else(|error| panic!("{}: {error}", language.id));
    let read = |line: &str| match line {
        "refused" => Value::Null,
        line => serde_json::from_str(line).unwrap_or_else(|_| panic!("{}: {line}", language.id)),
    };
    Ok(printed.lines().map(read).collect())
}

fn environment(input: &Value) -> Vec<(&'static str, String)> {
    let text = |name: &str| match &input[name] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match input["scheme"].as_str() {
        Some("sobot_web_md5") => vec![("SOBOT_SYSNUM", text("sysnum")), ("SOBOT_KEY", text("key"))],
        Some("tencent_usersig") => {
            vec![("TENCENT_SDK_APP_ID", text("sdk_app_id")), ("TENCENT_SECRET_KEY", text("key"))]
        }
        _ => vec![("ALIPAY_CARD_PUBLIC_KEY", text("public_key"))],
    }
}

/// Puts a program beside the sample that calls it.
fn driver(
    language: &Language,
    samples: &Samples,
    folder: &Path,
    code: &Path,
) -> Result<Command, Left> {
    let calls = calls(samples.vector.input["scheme"].as_str().unwrap_or_default());
    let beside =
        |name: &str, text: &str, call: &str| write(&folder.join(name), &text.replace("CALL", call));
    match language.id {
        "js" => {
            beside("driver.js", include_str!("drivers/driver.js"), calls.js);
            language.command(folder, Path::new("driver.js"))
        }
        "python" => {
            beside("driver.py", include_str!("drivers/driver.py"), calls.python);
            language.command(folder, Path::new("driver.py"))
        }
        "java" => {
            beside("Driver.java", include_str!("drivers/Driver.java"), calls.java);
            let command = language.command(folder, Path::new("Driver.java"))?;
            let mut javac = Command::new("javac");
            javac.args([
                "-encoding",
                "UTF-8",
                "-Xlint:all",
                "-Werror",
                "-cp",
                "classes",
                "-d",
                "classes",
            ]);
            output(javac.arg(code).current_dir(folder)).expect("a sample that compiles");
            Ok(command)
        }
        "go" => {
            beside("driver.go", include_str!("drivers/driver.go"), calls.go);
            // A program has one `main`.
            let sample = fs::read_to_string(folder.join(code)).expect("code");
            write(&folder.join(code), &sample.replace("func main() {", "func selfTest() {"));
            let mut command = language.command(folder, code)?;
            command.arg("driver.go");
            Ok(command)
        }
        _ => {
            beside("driver.php", include_str!("drivers/driver.php"), calls.php);
            language.command(folder, Path::new("driver.php"))
        }
    }
}

/// What comes from where there are no types; a language that has them gives nothing to run.
pub fn untyped(language: &Language, samples: &Samples) -> Option<String> {
    let calls = calls(samples.vector.input["scheme"].as_str().unwrap_or_default());
    let (name, text, call) = match language.id {
        "js" => ("untyped.js", include_str!("drivers/untyped.js"), calls.js),
        "python" => ("untyped.py", include_str!("drivers/untyped.py"), calls.python),
        _ => return None,
    };
    let folder = lay_out(samples);
    write(&folder.path().join(name), &text.replace("CALL", call));
    let mut command = language.command(folder.path(), Path::new(name)).expect("what has just run");
    command.envs(environment(&samples.vector.input));
    let printed = output(command.current_dir(folder.path()));
    Some(printed.unwrap_or_else(|error| panic!("{}: {error}", language.id)))
}

/// Ids with and without an answer, and what the endpoint must say.
pub fn cases(language: &Language, samples: &Samples) -> Vec<(String, Option<Value>)> {
    let input = &samples.vector.input;
    let scheme = jieru::channels::scheme("sobot_web_md5").expect("Sobot's scheme");
    match input["scheme"].as_str() {
        Some("sobot_web_md5") => sobot_ids()
            .into_iter()
            .map(|id| {
                let mut input = input.as_object().expect("an object").clone();
                input.insert("partnerid".to_owned(), id.clone().into());
                let made = scheme.sign(&input, &jieru::channels::Ambient::at(0)).ok();
                let answer = made.map(|made| json!({ "partnerid": id, "sign": made["sign"] }));
                (id, answer)
            })
            .collect(),
        Some("tencent_usersig") => {
            let good = ["a", "demo-visitor", "A_-9", &"x".repeat(32)].map(ToOwned::to_owned);
            let bad = ["", "张三", "a b", "a\n", "x.y", &"x".repeat(33)].map(ToOwned::to_owned);
            let answered = good.into_iter().map(|id| (id.clone(), Some(json!({ "userID": id }))));
            answered.chain(bad.into_iter().map(|id| (id, None))).collect()
        }
        _ => {
            let good = ["10086", "张三 & \"李四\"", "a\\b/c<d>", "👩‍💻"];
            let answered =
                good.map(|id| (id.to_owned(), Some(json!({ "userId": id, "uname": id }))));
            // In Java the endpoint writes the card itself.
            let nobody = (language.id != "java").then(|| (String::new(), None));
            answered.into_iter().chain(nobody).collect()
        }
    }
}

fn sobot_ids() -> Vec<String> {
    let vectors: Value = serde_json::from_str(include_str!("../channels/fixtures/sobot-sign.json"))
        .expect("a fixture of JSON");
    let list = vectors["vectors"].as_array().expect("vectors");
    let good = list.iter().map(|vector| vector["partnerid"].as_str().expect("an id").to_owned());
    let odd = [" ", "0", "null", "\u{feff}x", "a\u{200d}b", "\u{e000}", "$(id)", "'\"\\"];
    let bad = ["", "a\nb", "x\n", "\t", "a\u{7f}", "a\u{85}b", "\u{0}"];
    let long = ["a".repeat(301), "好".repeat(301), "😀".repeat(301)];
    good.chain(odd.map(ToOwned::to_owned)).chain(bad.map(ToOwned::to_owned)).chain(long).collect()
}
