//! What a developer runs once: the kit is installed at its exact version and its sources are copied.
//!
//! The vendor's commands copy with `rsync`, whose list in braces only some shells expand, and with
//! `robocopy`, whose success looks like a failure to most tools.

use crate::channels::encode::{Code, Encoded, PowerShell, Sh};

/// The vendor's package.
pub const KIT: &str = "@tencentcloud/ai-desk-customer-wechat";

pub fn sh(version: &Encoded<Sh>, root: &Encoded<Sh>) -> String {
    Code::<Sh>::new()
        .line("#!/bin/sh")
        .line("# macOS、Linux：在小程序项目的根目录运行 / macOS and Linux: run it in the root of the mini program: sh setup.sh")
        .line("set -eu")
        .line("")
        .line("kit='@tencentcloud/ai-desk-customer-wechat'")
        .raw("version=")
        .hole(version)
        .line("")
        .raw("root=")
        .hole(root)
        .line("")
        .line("")
        .line("# 目录已存在时停下，以免覆盖改过的源码 / stops where the folder exists: sources may have been changed there")
        .line("if [ -e \"$root\" ]; then")
        .line("  echo \"$root 已存在，请先改名或删除 / $root exists: rename or delete it first\" >&2")
        .line("  exit 1")
        .line("fi")
        .line("")
        .line("[ -f package.json ] || npm init -y")
        .line("npm install --save-exact \"$kit@$version\"")
        .line("")
        .line("mkdir -p \"$root\"")
        .line("cp -R \"node_modules/$kit/.\" \"$root/\"")
        .line("rm -rf \"$root/node_modules\" \"$root/excluded-list.txt\"")
        .finish()
}

/// Old PowerShell reads a file without a mark as the machine's own character set, so what runs is
/// ASCII, and every comment ends with it.
pub fn powershell(version: &Encoded<PowerShell>, root: &Encoded<PowerShell>) -> String {
    Code::<PowerShell>::new()
        .line("# Windows：在小程序项目的根目录运行 / Windows: run it in the root of the mini program: powershell -ExecutionPolicy Bypass -File setup.ps1")
        .line("$ErrorActionPreference = 'Stop'")
        .line("")
        .line("$kit = '@tencentcloud/ai-desk-customer-wechat'")
        .raw("$version = ")
        .hole(version)
        .line("")
        .raw("$root = ")
        .hole(root)
        .line("")
        .line("")
        .line("# 目录已存在时停下，以免覆盖改过的源码 / stops where the folder exists: sources may have been changed there")
        .line("if (Test-Path -LiteralPath $root) { throw \"$root exists: rename or delete it first\" }")
        .line("")
        .line("if (-not (Test-Path -LiteralPath 'package.json')) { npm init -y }")
        .line("npm install --save-exact \"${kit}@${version}\"")
        .line("if ($LASTEXITCODE -ne 0) { throw 'npm install failed' }")
        .line("")
        .line("# robocopy 返回 0–7 都是成功 / codes below 8 mean success to robocopy")
        .line("robocopy (Join-Path 'node_modules' $kit) $root /E /XD node_modules /XF excluded-list.txt")
        .line("if ($LASTEXITCODE -ge 8) { throw \"robocopy failed with code $LASTEXITCODE\" }")
        .line("exit 0")
        .finish()
}
