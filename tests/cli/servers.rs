//! Ways to a server, its name, and what goes wrong on the way.

use crate::program::{smtpsh, smtpsh_with};
use crate::server::{self, lines_until, serve};
use std::io::Write;

/// Which variable names the folder for configuration, and where in it the file is.
const CONFIG_HOME: &str = if cfg!(windows) {
    "APPDATA"
} else {
    "XDG_CONFIG_HOME"
};
const CONFIG: &str = if cfg!(windows) {
    "smtpsh/config/config.toml"
} else {
    "smtpsh/config.toml"
};

#[test]
fn connections_that_fail() {
    let unused = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let refused = smtpsh(&[&unused.to_string()], "noop\n");
    assert_eq!(refused.code, 3, "{refused:?}");
    assert!(
        refused.err.contains("refuses the connection") && refused.err.contains("Try: "),
        "{refused:?}"
    );

    let unresolved = smtpsh(&["no-such-host.invalid"], "noop\n");
    assert_eq!(unresolved.code, 3, "{unresolved:?}");
    assert!(
        unresolved.err.contains("does not resolve"),
        "{unresolved:?}"
    );

    let silent = serve(server::to_the_end);
    let ended = smtpsh(&["--timeout", "1", &silent], "noop\n");
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(
        ended.err.contains("said nothing for 1 s") && ended.err.contains("smtps://"),
        "{ended:?}"
    );

    let half = serve(|stream| stream.write_all(b"220-half a").unwrap());
    let ended = smtpsh(&[&half], "noop\n");
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(
        ended.out.contains("220-half a") && ended.err.contains("closed the connection before"),
        "{ended:?}"
    );
}

#[test]
fn nothing_raw_reaches_the_output() {
    let server = serve(|stream| {
        stream.write_all(b"220-\x1b[2J\x1b]52;c;aGk=\x07 \xc2\x9b2J \x00\r\n220 \xc3\xdc\xc2\xeb\xb4\xed\xce\xf3\r\n").unwrap();
        lines_until(stream, "QUIT");
        stream.write_all("221 \u{202e}bye\r\n".as_bytes()).unwrap();
    });
    let ended = smtpsh(&[&server], "");
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(
        !ended.out.chars().any(|c| c.is_control() && c != '\n'),
        "{ended:?}"
    );
    for shown in [
        r"\x1b[2J\x1b]52;c;aGk=\x07 \u{9b}2J \0",
        "220 密码错误",
        r"221 \u{202e}bye",
    ] {
        assert!(ended.out.contains(shown), "{shown}: {ended:?}");
    }
}

#[test]
fn a_server_may_have_a_name() {
    let address = serve(|stream| {
        stream.write_all(b"220 named\r\n").unwrap();
        lines_until(stream, "QUIT");
        stream.write_all(b"221 bye\r\n").unwrap();
    });
    let port = address.rsplit(':').next().unwrap().to_owned();
    let folder = std::env::temp_dir().join(format!("smtpsh-cli-{}-config", std::process::id()));
    let file = folder.join(CONFIG);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    let with_config = |text: &str, args: &[&str]| {
        std::fs::write(&file, text).unwrap();
        smtpsh_with(args, "quit\n", |command| {
            command.env(CONFIG_HOME, &folder);
        })
    };
    let config = format!("[server.lab]\nhost = \"{address}\"\n");
    let named = with_config(&config, &["LAB"]);
    assert!(
        named.code == 0 && named.out.contains("S: 220 named"),
        "{named:?}"
    );
    // What was for one server is not for another.
    let code = folder.join("code");
    std::fs::write(&code, "letterslikethese\n").unwrap();
    let config = format!(
        "[server.lab]\nhost = \"{address}\"\nuser = \"me\"\ncode-file = '{}'\n\
         [server.other]\nhost = \"localhost:{port}\"\n",
        code.display()
    );
    let other = with_config(&config, &["lab", "-c", ":open other", "-c", ":auth plain"]);
    assert_eq!(other.code, 2, "{other:?}");
    assert!(other.err.contains("needs a user name"), "{other:?}");
    let wrong = with_config("[server.lab]\n", &["lab"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("server.lab has no host"), "{wrong:?}");
    let wrong = with_config("[server.lab]\nhost = a:25\n", &["--lang", "zh"]);
    let said = "config.toml 有误：第 2 行不合 TOML 语法";
    assert!(wrong.code == 2 && wrong.err.contains(said), "{wrong:?}");
    // What was mistyped may have been a name; what the file names is named with it.
    let config = format!("[server.lab]\nhost = \"{address}\"\ncode-file = '~/no/such'\n");
    for args in [&["lba"][..], &["--handshake", "lba"]] {
        let mistyped = with_config(&config, args);
        assert!(
            mistyped.err.contains("by name are lab, qq,"),
            "{mistyped:?}"
        );
    }
    let unread = with_config(&config, &["lab"]);
    assert!(unread.err.contains("config.toml names: "), "{unread:?}");
    assert!(!unread.err.contains('~'), "{unread:?}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_practice_server_needs_no_proxy() {
    let ran = smtpsh(&["--proxy", "socks5://127.0.0.1:1"], "quit\n");
    assert!(
        ran.code == 0 && ran.out.contains("without the proxy"),
        "{ran:?}"
    );
    let refused = smtpsh(&["--serve", "0", "--proxy", "socks5://127.0.0.1:1"], "");
    assert_eq!(refused.code, 2, "{refused:?}");
}

#[test]
fn a_proxy_that_says_nothing_may_be_of_the_other_kind() {
    let proxy = serve(|stream| {
        lines_until(stream, "never");
    });
    for (kind, other) in [("socks5", "http"), ("http", "socks5")] {
        let proxied = format!("{kind}://{proxy}");
        let ended = smtpsh(
            &["--timeout", "1", "--proxy", &proxied, "a.example:25"],
            "quit\n",
        );
        assert_eq!(ended.code, 3, "{ended:?}");
        for said in ["it said nothing for 1 s", &format!("{other}://{proxy}")] {
            assert!(ended.err.contains(said), "{said}: {ended:?}");
        }
    }
}

#[test]
fn ways_to_a_server() {
    let address = serve(|stream| {
        stream.write_all(b"220 there\r\n").unwrap();
        lines_until(stream, "QUIT");
        stream.write_all(b"221 bye\r\n").unwrap();
    });
    let proxied = address.clone();
    let proxy = serve(move |stream| {
        let request = lines_until(stream, "\r\n");
        assert_eq!(request, 2);
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        let mut far = std::net::TcpStream::connect(&proxied).unwrap();
        let (mut out, mut back) = (stream.try_clone().unwrap(), far.try_clone().unwrap());
        std::thread::spawn(move || {
            let _ = std::io::copy(&mut back, &mut out);
        });
        let _ = std::io::copy(stream, &mut far);
    });
    let proxy = format!("http://{proxy}");
    for args in [
        &["--proxy", &proxy, "no.such.name.example:587"][..],
        &["--source-address", "127.0.0.1", &address],
        &["-4", &address],
    ] {
        let ended = smtpsh(args, "quit\n");
        assert!(
            ended.code == 0 && ended.out.contains("S: 220 there"),
            "{args:?}: {ended:?}"
        );
    }
}
