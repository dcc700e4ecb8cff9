//! The lab report in a real browser: nothing sticks out of the page on a desktop or on a phone, in
//! either language, nothing is loaded or run, the console stays empty, and a hostile server's text
//! is text. The pictures are kept for looking at: target/tmp/report-*.png.

// Debian's Chromium.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "cli/program.rs"]
#[allow(dead_code, reason = "here it runs in one of its ways only")]
mod program;
#[path = "cli/server.rs"]
#[allow(dead_code, reason = "here it serves in one of its ways only")]
mod server;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

const LAB: &str = "ehlo qq.com\n:starttls\nehlo qq.com\nauth login\n:user student@smtpsh.example\n:code\n\
    mail from:<other@smtpsh.example>\n:expect 501\nmail from:<student@smtpsh.example>\n\
    rcpt to:<student@smtpsh.example>\ndata\nFrom: 学生 <student@smtpsh.example>\n\
    Subject: =?UTF-8?B?5L2g5aW9?=\nContent-Type: text/plain; charset=UTF-8\n\n\
    第一封邮件。\n<script>alert(1)</script>\n.\nquit\n";

#[test]
#[ignore = "needs chromium"]
fn the_report_fits_every_screen() {
    for lang in ["en", "zh"] {
        let folder = TempDir::new().unwrap();
        let report = record(folder.path(), lang, &[], LAB);
        for (device, width) in [("desktop", 1280), ("phone", 390)] {
            let seen = look(folder.path(), &report, width);
            let said = format!("{lang}, {device}: {seen}");
            assert!(seen.contains("sticking out: none;"), "{said}");
            assert!(seen.contains("scripts: 0;"), "{said}");
            assert!(seen.contains("第一封邮件"), "{said}");
            assert!(seen.contains("<script>alert(1)</script>"), "{said}");
            picture(folder.path(), &report, &format!("{lang}-{device}"), width);
        }
    }
}

/// All three protocols, each through TLS, a file that was sent, and a handshake that failed.
#[test]
#[ignore = "needs chromium"]
fn a_long_report_fits_every_screen() {
    let folder = TempDir::new().unwrap();
    let mail = folder.path().join("long.eml");
    let text = "Subject: long\n\n".to_owned() + &"x".repeat(20_000) + "\n中文\n";
    fs::write(&mail, text).unwrap();
    let script = format!(
        "ehlo a\n:starttls\nehlo a\n:auth\nmail from:<student@smtpsh.example>\n\
         rcpt to:<student@smtpsh.example>\n:send {}\nquit\n\
         :open practice/pop3\ncapa\n:starttls\n:login\nlist\nretr 1\nquit\n\
         :open practice/imap\na capability\n:starttls\n:login\na list \"\" *\nb logout\n\
         :open practice\n:fault cert-expired\nehlo a\n:starttls\n",
        mail.display()
    );
    for lang in ["en", "zh"] {
        let report = record_to(folder.path(), lang, &[], &script, 4);
        for (device, width) in [("desktop", 1280), ("phone", 390)] {
            let seen = look(folder.path(), &report, width);
            let said = format!("{lang}, {device}: {seen}");
            assert!(seen.contains("sticking out: none;"), "{said}");
            assert!(seen.contains("其他文件夹/实验报告"), "{said}");
            let name = format!("{lang}-{device}-long");
            picture(folder.path(), &report, &name, width);
        }
    }
}

#[test]
#[ignore = "needs chromium"]
fn a_hostile_server_runs_nothing_in_the_report() {
    let address = server::serve(|stream| {
        use std::io::Write;
        let greeting = "220 <script>document.title='run'</script><img src=x onerror=\"document.title='run'\">\r\n";
        stream.write_all(greeting.as_bytes()).unwrap();
        server::lines_until(stream, "QUIT");
        let long = "x".repeat(400);
        let goodbye = format!("221 </pre></style></body>{long}\r\n");
        stream.write_all(goodbye.as_bytes()).unwrap();
    });
    let folder = TempDir::new().unwrap();
    let report = record(folder.path(), "en", &[&address], "quit\n");
    let seen = look(folder.path(), &report, 390);
    for part in [
        "sticking out: none;",
        "scripts: 0;",
        "images: 0;",
        "title: SMTP lab report;",
        "220 <script>document.title",
        "221 </pre></style></body>xxx",
    ] {
        assert!(seen.contains(part), "{part}: {seen}");
    }
}

/// The report of a session that goes well.
fn record(folder: &Path, lang: &str, server: &[&str], script: &str) -> String {
    record_to(folder, lang, server, script, 0)
}

/// The report of a session that ends with this exit code.
fn record_to(folder: &Path, lang: &str, server: &[&str], script: &str, code: i32) -> String {
    let file = folder.join("report.html");
    let mut args = vec!["--lang", lang, "--record", file.to_str().unwrap()];
    args.extend(server);
    let ended = program::smtpsh(&args, script);
    assert_eq!(ended.code, code, "{ended:?}");
    fs::read_to_string(file).unwrap()
}

/// What the browser makes of the report in a window of this width, told by a page around it that
/// may run scripts, as the report may not.
fn look(folder: &Path, report: &str, width: u32) -> String {
    let quoted = report.replace('&', "&amp;").replace('"', "&quot;");
    let page = format!(
        "<!DOCTYPE html><meta charset=utf-8><body>\
         <iframe width={width} height=800 srcdoc=\"{quoted}\" onload=\"look(this)\"></iframe>\
         <pre id=seen></pre><script>{LOOK}</script>"
    );
    let file = folder.join("look.html");
    fs::write(&file, page).unwrap();
    let (dom, console) = chromium(folder, &["--dump-dom"], &file);
    assert!(!console.contains("CONSOLE"), "{console}");
    let (_, seen) = dom.rsplit_once("<pre id=\"seen\">").unwrap();
    let seen = seen.split_once("</pre>").map_or(seen, |(seen, _)| seen);
    seen.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

const LOOK: &str = r#"
function look(frame) {
  const page = frame.contentDocument, edge = page.documentElement.clientWidth + 0.5;
  page.querySelectorAll('details').forEach(step => { step.open = true; });
  const out = [...page.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > edge);
  document.getElementById('seen').textContent =
    'sticking out: ' + (out.map(e => e.tagName + '.' + e.className).join(', ') || 'none') +
    '; scripts: ' + page.scripts.length + '; images: ' + page.images.length +
    '; title: ' + page.title + '; ' + page.body.innerText;
}"#;

/// A picture of the whole width, and enough of the height.
fn picture(folder: &Path, report: &str, name: &str, width: u32) {
    let file = folder.join("picture.html");
    fs::write(&file, report).unwrap();
    let folder_of_pictures = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let picture = folder_of_pictures.join(format!("report-{name}.png"));
    let args = [
        format!("--window-size={width},3000"),
        format!("--screenshot={}", picture.display()),
    ];
    chromium(folder, &[&args[0], &args[1]], &file);
    let bytes = fs::read(picture).unwrap();
    assert!(bytes.starts_with(b"\x89PNG"), "{name}");
}

/// Runs the browser on a page; returns what it prints and what it logs.
fn chromium(folder: &Path, args: &[&str], page: &Path) -> (String, String) {
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let output = Command::new("/usr/bin/chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
        ])
        .args(["--enable-logging=stderr", "--timeout=20000", &profile])
        .args(args)
        .arg(format!("file://{}", page.display()))
        .stdin(Stdio::null())
        .output()
        .expect("chromium");
    assert!(output.status.success(), "{output:?}");
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}
