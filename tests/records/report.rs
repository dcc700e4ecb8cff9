//! The lab report of sessions with several servers, and with files.

use crate::record;
use tempfile::TempDir;

#[test]
fn a_report_explains_all_protocols() {
    let folder = TempDir::new().unwrap();
    let script = "ehlo a\nauth plain AHgAeQ==\n:expect 535\nquit\n:open practice/pop3\nuser student@smtpsh.example\n\
        pass wrong\n:expect -ERR\nuser student@smtpsh.example\n:code\nstat\nlist\nquit\n\
        :open practice/imap\na login student@smtpsh.example wrong\n:expect NO\n:login\nb select inbox\nc logout\n";
    let (output, records) = record(folder.path(), &[], script);
    assert!(output.status.success(), "{output:?}");
    let report = &records[3];
    for part in [
        "<title>SMTP / POP3 / IMAP lab report</title>",
        "Says the user name, in clear text and without base64",
        "Tells how many mails there are",
        "Refused; POP3 has one word for every reason",
        "Logs in with user name and authorization code",
        "PASS, LOGIN; refused: 3",
        "done (2yz, +OK, OK)",
        "<span class=\"what\">LIST → +OK</span>",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
}

/// What a server offers depends on the protocol, on TLS and on the login; each server has its table.
#[test]
fn a_report_keeps_servers_apart() {
    let folder = TempDir::new().unwrap();
    let script = "ehlo a\n:starttls\nehlo a\nquit\n\
        :open practice/imap\na capability\n:starttls\n:login\nb list \"\" *\nc logout\n";
    let (output, records) = record(folder.path(), &[], script);
    assert!(output.status.success(), "{output:?}");
    let report = &records[3];
    let (handshakes, offers) = report.split_once("id=\"offers\"").unwrap();
    let handshakes = handshakes.split_once("id=\"tls\"").unwrap().1;
    for part in [handshakes, offers] {
        for server in [", SMTP, practice server", ", IMAP, practice server"] {
            assert_eq!(part.matches(server).count(), 1, "{server}: {part}");
        }
    }
    let (smtp, imap) = offers.split_once(", IMAP, practice server").unwrap();
    assert!(
        smtp.contains("<th>Before TLS</th><th>Through TLS</th></tr>"),
        "{smtp}"
    );
    assert!(
        imap.contains("<th>Before TLS</th><th>Logged in</th></tr>"),
        "{imap}"
    );
    let row = |keyword: &str, source: &str, cells: &[&str]| {
        let cells = cells.concat();
        format!("<code>{keyword}</code><p class=\"note\">{source}</p></td>{cells}</tr>")
    };
    let (yes, no) = ("<td>✓</td>", "<td>–</td>");
    for (part, row) in [
        (
            smtp,
            row(
                "STARTTLS",
                "the connection can be upgraded to TLS [RFC 3207]",
                &[yes, no],
            ),
        ),
        (
            imap,
            row(
                "AUTH=PLAIN",
                "AUTHENTICATE takes this mechanism [RFC 9051 §6.2.2]",
                &[yes, no],
            ),
        ),
    ] {
        assert!(part.contains(&row), "{row}: {part}");
    }
    assert!(
        report.contains("decoded: <code>其他文件夹, 其他文件夹/实验报告</code>"),
        "{report}"
    );
    assert!(report.contains("The same certificate as above"), "{report}");
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(
        shown.contains("Offered before TLS and no longer: STARTTLS\n"),
        "{shown}"
    );
    assert!(
        !shown.contains("no longer: STARTTLS, AUTH"),
        "a login is not TLS: {shown}"
    );
}

/// Its lines are told by no event, only its beginning.
#[test]
fn a_file_that_was_sent_is_in_the_report() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("long.eml");
    let head = "Subject: =?UTF-8?B?5L2g5aW9?=\nContent-Type: text/plain; charset=UTF-8\n\n";
    std::fs::write(&file, head.to_owned() + &"中文 <b>\n".repeat(20_000)).unwrap();
    let script = format!(
        "ehlo a\n:auth plain\nmail from:<student@smtpsh.example>\nrcpt to:<student@smtpsh.example>\n\
         :send {}\nquit",
        file.display()
    );
    let (output, records) = record(folder.path(), &[], &script);
    assert!(output.status.success(), "{output:?}");
    let report = &records[3];
    for part in [
        "<b>1 mail</b>",
        "<h3>你好</h3>",
        "<pre>中文 &lt;b&gt;\n中文",
        "<pre>Subject: =?UTF-8?B?5L2g5aW9?=\n",
        "<dd>220071 bytes</dd>",
        "left out: ",
        "<pre>.</pre>",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
    assert!(report.len() < 64 * 1024, "{}", report.len());
}
