//! The five languages: which programs they need, what stands beside a sample, and how it is started.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use jieru::channels::Samples;

use super::workshop::{installed, lay_out, output, store, write};
use crate::support::program;

/// Why a sample could not be run here.
#[derive(Debug)]
pub struct Left(pub String);

pub struct Language {
    pub id: &'static str,
    /// All of these are needed.
    programs: &'static [&'static str],
    /// Prepares the folder and makes the command that runs the file.
    prepare: fn(&Path, &Path) -> Result<Command, Left>,
}

pub const LANGUAGES: &[Language] = &[
    Language { id: "js", programs: &["node"], prepare: node },
    Language { id: "python", programs: &["python3"], prepare: python },
    Language {
        id: "java",
        programs: &["java", "javac"],
        prepare: |folder, code| Ok(java(folder, code)),
    },
    Language { id: "go", programs: &["go"], prepare: |folder, code| Ok(go(folder, code)) },
    Language { id: "php", programs: &["php"], prepare: |folder, code| Ok(php(folder, code)) },
];

impl Language {
    /// The first program that is not on this machine.
    pub fn missing(&self) -> Option<&'static str> {
        self.programs.iter().copied().find(|name| program(&[name]).is_none())
    }

    /// What the sample prints. A sample that fails is a failed test; what is missing is left out.
    pub fn run(&self, samples: &Samples) -> Result<String, Left> {
        let folder = lay_out(samples);
        let mut command = self.command(folder.path(), &self.code(samples))?;
        let printed = output(command.current_dir(folder.path()));
        Ok(printed.unwrap_or_else(|error| panic!("{}: {error}", self.id)))
    }

    /// The file that is no manifest.
    pub fn code(&self, samples: &Samples) -> PathBuf {
        let mut files = samples.artifacts.iter();
        PathBuf::from(&files.find(|file| file.language == self.id).expect("code").path)
    }

    pub fn command(&self, folder: &Path, code: &Path) -> Result<Command, Left> {
        (self.prepare)(folder, code)
    }
}

/// What is wanted, installed by somebody else's program; not to be had is left out.
fn libraries(
    name: &str,
    recipe: &str,
    install: impl FnOnce(&Path) -> Command,
) -> Result<PathBuf, Left> {
    let place = installed(name, recipe, |place| output(&mut install(place)).map(drop));
    place.map_err(|error| Left(complaint(&error)))
}

/// The word after `before` in the head of a sample that says how its library is installed.
fn wanted(folder: &Path, sample: &str, before: &str) -> Option<String> {
    let text = fs::read_to_string(folder.join(sample)).ok()?;
    let (_, after) = text.split_once(before)?;
    after.split_whitespace().next().map(|word| word.trim_matches('"').to_owned())
}

/// What a package manager says first; its own command stands before that.
fn complaint(error: &str) -> String {
    let said = error.lines().skip(1).find(|line| !line.trim().is_empty());
    said.or_else(|| error.lines().next()).unwrap_or_default().to_owned()
}

fn node(folder: &Path, code: &Path) -> Result<Command, Left> {
    let mut command = Command::new("node");
    command.arg(code);
    let Ok(manifest) = fs::read_to_string(folder.join("package.json")) else { return Ok(command) };
    if program(&["npm"]).is_none() {
        return Err(Left("npm was not found in PATH".to_owned()));
    }
    let place = libraries("package.json", &format!("npm\n{manifest}"), |place| {
        write(&place.join("package.json"), &manifest);
        let mut npm = Command::new("npm");
        npm.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]);
        npm.args(["--loglevel=error", "--fetch-retries=0", "--fetch-timeout=20000"]);
        npm.current_dir(place);
        npm
    })?;
    command.env("NODE_PATH", place.join("node_modules"));
    Ok(command)
}

/// A machine's own library is as good as a fresh one.
fn python(folder: &Path, code: &Path) -> Result<Command, Left> {
    let mut command = Command::new("python3");
    command.arg("-B").arg(code);
    let samples = ["user_sig.py", "visitor_card.py"].iter();
    let mut library = samples.filter_map(|sample| wanted(folder, sample, "pip install "));
    let Some(library) = library.next() else { return Ok(command) };
    let here =
        |module: &str| output(Command::new("python3").args(["-c", &format!("import {module}")]));
    if library.starts_with("cryptography") && here("cryptography").is_ok() {
        return Ok(command);
    }
    let version = output(Command::new("python3").args(["-c", "import sys; print(sys.version)"]));
    let version = version.map_err(Left)?;
    let place = libraries("pip", &format!("{version}\n{library}"), |place| {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]);
        pip.args(["--root-user-action=ignore", "--retries=0", "--timeout=20"]);
        pip.arg("--target").arg(place).arg(&library);
        pip
    })?;
    command.env("PYTHONPATH", place);
    Ok(command)
}

fn java(folder: &Path, code: &Path) -> Command {
    let classes = folder.join("classes");
    fs::create_dir_all(&classes).expect("a folder");
    if folder.join("UserSig.java").is_file() {
        let library = folder.join("library/com/tencentyun/TLSSigAPIv2.java");
        write(&library, include_str!("stand_ins/TLSSigAPIv2.java"));
        output(Command::new("javac").arg("-d").arg(&classes).arg(&library)).expect("the stand-in");
    }
    let mut command = Command::new("java");
    command.arg("-cp").arg(classes).arg(code);
    command
}

fn go(folder: &Path, code: &Path) -> Command {
    const LIBRARY: &str = "github.com/tencentyun/tls-sig-api-v2-golang";
    // Nothing is fetched, and what is compiled stays under `target`.
    let go = || {
        let mut go = Command::new("go");
        go.env("GOPROXY", "off").env("GOFLAGS", "-mod=mod").env("GOTOOLCHAIN", "local");
        go.env("GOCACHE", store().join("go")).env("GOPATH", store().join("gopath"));
        go.current_dir(folder);
        go
    };
    if let Some(version) = wanted(folder, "user_sig.go", &format!("go get {LIBRARY}@")) {
        let module =
            format!("module example.com/usersig\n\ngo 1.19\n\nrequire {LIBRARY} {version}\n");
        write(&folder.join("go.mod"), &module);
        write(&folder.join("library/go.mod"), &format!("module {LIBRARY}\n"));
        let package = folder.join("library/tencentyun/tencentyun.go");
        write(&package, include_str!("stand_ins/tencentyun.go"));
        let replace = format!("-replace={LIBRARY}=./library");
        output(go().args(["mod", "edit", &replace])).expect("go.mod");
    }
    let mut command = go();
    command.arg("run").arg(code);
    command
}

fn php(folder: &Path, code: &Path) -> Command {
    if folder.join("composer.json").is_file() {
        write(&folder.join("vendor/autoload.php"), include_str!("stand_ins/autoload.php"));
    }
    let mut command = Command::new("php");
    // Every notice is a failure of the sample.
    command.args(["-d", "error_reporting=-1", "-d", "display_errors=stdout"]).arg(code);
    command
}
