//! Where etcd logs to, and what of it etcd refuses.

use serde_json::Value;

use crate::context::Context;
use crate::finding::Findings;
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::{Config, Etcd};
use crate::model::setting::Setting;

use super::etcd324_options_in_conflict::report;

/// The outputs that are no files; the first one is the default.
const STREAMS: [&str; 3] = ["default", "stderr", "stdout"];

/// The output that stands for the log of systemd. It is none of [`STREAMS`] where files are counted.
const JOURNAL: &str = "systemd/journal";

pub(super) fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let given = outputs(etcd, "log-outputs", cx);
    if let Some(outputs) = &given {
        check_outputs(etcd, outputs, cx, out);
    }
    let is_default = matches!(etcd.option("log-outputs"), Setting::Unset);
    if let Some(outputs) = given.or_else(|| is_default.then(|| vec![STREAMS[0].to_owned()])) {
        check_rotation(etcd, &outputs, out);
    }
}

/// The logger of etcd 3.4 writes to one place only, and no logger to `default` and others.
fn check_outputs(etcd: &Etcd, outputs: &[String], cx: &Context, out: &mut Findings) {
    const OPTIONS: [&str; 2] = ["log-outputs", "logger"];
    let logger = match etcd.option("logger") {
        Setting::Unset if etcd.at_most(4) == Some(true) => "capnslog".to_owned(),
        Setting::Unset => "zap".to_owned(),
        setting => setting.text().unwrap_or_default().to_owned(),
    };
    // The deprecated flag of another value is ignored.
    let is_repeated = etcd.at_most(4) == Some(true)
        && outputs.len() == 1
        && outputs != ["default"]
        && self::outputs(etcd, "log-output", cx).as_deref() == Some(outputs);
    if is_repeated {
        report(
            etcd,
            ["log-output", "log-outputs"],
            message!("'--log-output' and '--log-outputs' are incompatible"),
            out,
        );
        return;
    }
    // With levels that it cannot read capnslog is content, and looks no further.
    if logger == "capnslog" && etcd.text("log-package-levels").is_some_and(|text| !reads_levels(&text)) {
        return;
    }
    let said = match outputs {
        [_, _, ..] if logger == "capnslog" => {
            message!("--logger=capnslog supports only 1 value in '--log-outputs'")
        }
        [_, _, ..] if outputs.iter().any(|output| output == "default") => {
            message!("multi logoutput for \"default\" is not supported yet")
        }
        [_, _, ..] if outputs.iter().any(|output| output == JOURNAL) => {
            let list: Vec<String> = outputs.iter().map(|output| format!("{output:?}")).collect();
            message!(
                "running with systemd/journal but other '--log-outputs' values ([{}]) are configured",
                show(&list.join(" "))
            )
        }
        [one] if logger == "capnslog" && !STREAMS.contains(&one.as_str()) => {
            message!(
                "unknown log-output \"{}\" (only supports \"default\", \"stderr\", \"stdout\")",
                show(one)
            )
        }
        _ if outputs.iter().any(String::is_empty) => {
            message!("open sink \"\": open : no such file or directory")
        }
        _ => return,
    };
    report(etcd, OPTIONS, said, out);
}

/// Whether capnslog can read the levels of packages, as its `ParseLogLevelConfig` does.
fn reads_levels(text: &str) -> bool {
    const NAMES: [&str; 7] = ["CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG", "TRACE"];
    let is_level = |text: &str| match text.as_bytes() {
        [letter] => b"CEWNIDT012345".contains(letter),
        _ => NAMES.contains(&text),
    };
    text.is_empty()
        || text.split(',').all(|pair| pair.split_once('=').is_some_and(|(_, level)| is_level(level)))
}

/// Where etcd is to log to; `None` where nothing says so, or where it cannot be seen. Flags name each place once.
fn outputs(etcd: &Etcd, flag: &str, cx: &Context) -> Option<Vec<String>> {
    if let Config::Given(file) = &etcd.config {
        let list = cx.at(&file.key(flag)?.place)?;
        return list.node.items().iter().map(|item| item.as_str().map(str::to_owned)).collect();
    }
    let setting = etcd.option(flag);
    let mut outputs: Vec<String> = setting.text()?.split(',').map(str::to_owned).collect();
    outputs.sort();
    outputs.dedup();
    Some(outputs)
}

/// Files are rotated one at a time, since etcd 3.5.
fn check_rotation(etcd: &Etcd, outputs: &[String], out: &mut Findings) {
    const OPTIONS: [&str; 2] = ["log-outputs", "enable-log-rotation"];
    const ROTATION: &str = "log-rotation-config-json";
    if etcd.bool(OPTIONS[1]) != Some(true) || etcd.at_most(4) == Some(true) {
        return;
    }
    let files = outputs.iter().filter(|output| !STREAMS.contains(&output.as_str())).count();
    if files > 1 || files == 0 && outputs.len() == 1 {
        let said = "--log-outputs requires a single file path when --log-rotate-config-json is defined";
        report(etcd, OPTIONS, said, out);
    } else if let Some(said) = etcd.text(ROTATION).and_then(|text| refused_rotation(&text)) {
        out.report(etcd.place_of_value(ROTATION), message!("etcd exits: {}", said))
            .fix(Fix::advice(message!("write JSON such as {}", r#"{"maxsize": 100}"#)));
    }
}

/// Why etcd cannot read how files are rotated.
fn refused_rotation(text: &str) -> Option<&'static str> {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return Some("improperly formatted log rotation config");
    };
    let is_right = |(name, value): (&String, &Value)| match name.to_lowercase().as_str() {
        "maxsize" | "maxage" | "maxbackups" => value.is_i64() || value.is_null(),
        "localtime" | "compress" => value.is_boolean() || value.is_null(),
        "filename" => value.is_string() || value.is_null(),
        _ => true,
    };
    let is_fine = value.is_null() || value.as_object().is_some_and(|object| object.iter().all(is_right));
    (!is_fine).then_some("invalid log rotation config")
}
