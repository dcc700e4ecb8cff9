//! The command line, and the language of what smtpsh says.

use super::LOGIN;
use crate::program::smtpsh;

#[test]
fn usage_errors() {
    for (args, script, says) in [
        (&["http://x"][..], "", "is not a valid server address"),
        (&[], ":hlep\n", "the nearest is :help"),
        (&[], ":user\n", "awaits none"),
        (
            &[],
            &format!("{LOGIN}mail from:<student@smtpsh.example>\nrcpt to:<a@b>\ndata\ntext\n"),
            "inside the message text",
        ),
        (&["--nonsense"], "", "--nonsense"),
    ] {
        let ended = smtpsh(args, script);
        assert_eq!(ended.code, 2, "{args:?}: {ended:?}");
        assert!(ended.err.contains(says), "{args:?}: {ended:?}");
    }
}

/// What fails is told by its cause, in both languages, and each cause has its exit code.
#[test]
fn causes_are_told_apart() {
    let closed = closed_port();
    let place = format!("127.0.0.1:{closed}");
    let proxy = format!("socks5://{place}");
    let folder = tempfile::TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let here = path("");
    let (file, missing) = (path("a.txt"), path("a.txt/b.txt"));
    std::fs::write(&file, "noop\n").unwrap();
    for (args, code, says, chinese) in [
        (
            &["-f", "/no/such/file"][..],
            5,
            if cfg!(windows) {
                "cannot read /no/such/file: "
            } else {
                "cannot read /no/such/file: No such file"
            },
            "没有这个文件或文件夹（",
        ),
        (&["-f", &here], 5, "is a folder: name a file", "这是文件夹"),
        (
            &["--record", &missing],
            5,
            "its folder",
            if cfg!(windows) {
                "没有这个文件或文件夹（"
            } else {
                "路径中有一段不是文件夹"
            },
        ),
        (&["--maildir", &missing], 5, "cannot write", "无法写入"),
        (
            &["-c", "noop", "-i", "-f", "-"],
            2,
            "- is standard input",
            "- 表示标准输入",
        ),
        (&["--ca", &file], 2, "no certificate", "其中没有证书"),
        (
            &["-6", "127.0.0.1"],
            3,
            "127.0.0.1 has no IPv6 address",
            "没有 IPv6 地址",
        ),
        (
            &["--source-address", "192.0.2.1", &place],
            3,
            "--source-address names an address",
            "本机没有这个地址（",
        ),
        (
            &["--proxy", &proxy, "a.b"],
            3,
            &proxy,
            "无法连接代理 socks5",
        ),
        (
            &["--proxy", &place, "a.b"],
            2,
            "ALL_PROXY",
            "代理的写法不对",
        ),
        (
            &["no-such-entry"],
            3,
            "servers by name are qq",
            "可以直接写名称的服务器",
        ),
        (&["http://x"], 2, "unknown scheme", "没有这种协议"),
        (
            &["--serve", "192.0.2.1:0"],
            5,
            "127.0.0.1 for itself",
            "请写本机的地址",
        ),
    ] {
        for (lang, says) in [("en", says), ("zh", chinese)] {
            let ended = smtpsh(&[&["--lang", lang], args].concat(), "noop\n");
            assert_eq!(ended.code, code, "{args:?}: {ended:?}");
            assert!(ended.err.contains(says), "{args:?}: {ended:?}");
        }
    }
}

#[test]
fn a_script_comes_from_standard_input_by_its_name() {
    let ended = smtpsh(&["-c", "helo a", "-f", "-", "-c", "rset"], "noop\n");
    let said: Vec<_> = ended
        .out
        .lines()
        .filter(|it| it.starts_with("C: "))
        .collect();
    assert_eq!(
        said,
        ["C: helo a", "C: noop", "C: rset", "C: QUIT"],
        "{ended:?}"
    );
}

/// Where nobody listens: not since the system gave it out a moment ago.
fn closed_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

#[test]
fn smtpsh_speaks_chinese_and_leaves_the_dialogue_alone() {
    let ended = smtpsh(&["--lang", "zh"], "noop\nquit\n");
    assert!(
        ended.out.contains("练习服务器") && ended.out.contains("S: 250 OK\n"),
        "{ended:?}"
    );
    assert!(
        smtpsh(&["--lang", "zh", "--help"], "")
            .out
            .contains("退出码：0 成功")
    );
}

/// What clap says in English only.
#[test]
fn a_wrong_command_line_is_told_in_chinese() {
    for (args, says) in [
        (
            &["--fault", "x"][..],
            "--fault <NAME> 的值“x”无效，可用的有：no-ehlo, ",
        ),
        (
            &["--lesson", "foo"],
            "--lesson [<NAME>] 的值“foo”无效，可用的有：plain, starttls, ehlo, receive, faults, list。",
        ),
        (&["--tls-version", "9"], "的值“9”无效，可用的有：1.2, 1.3。"),
        (&["--record"], "--record <FILE> 后面缺少一个值。"),
        (&["--foo"], "没有选项 --foo。"),
        (
            &["--serve", "nosuch:x"],
            "--serve [<ADDR:PORT>] 的值“nosuch:x”无效，应为：“地址:端口”，例如 127.0.0.1:2525。",
        ),
        (&["--timeout", "0"], "“0”无效，应为：1～86400 的秒数。"),
        (&["--timeout", "x"], "“x”无效，应为：1～86400 的秒数。"),
        (&["--let", "a"], "“a”无效，应为：“名称=值”的形式。"),
        (&["--source-address", "a"], "“a”无效，应为：IP 地址。"),
        (
            &["--serve", "0", "--per-address", "0"],
            "“0”无效，应为：1～65535 的整数。",
        ),
        (&["--quiet=x"], "--quiet 不带值，“x”是多余的。"),
        (&["a.example", "b.example"], "多余的参数“b.example”："),
        (
            &["--timeout", "1", "--timeout", "2"],
            "--timeout <SECONDS> 只能写一次。",
        ),
        (&["-4", "-6"], "--ipv4 不能与 --ipv6 同时使用。"),
        (
            &["--serve", "0", "--quiet", "a.example"],
            "--serve [<ADDR:PORT>] 不能与 --quiet, [SERVER] 同时使用。",
        ),
        (&["--key", "a.pem"], "还需要同时给出 --cert <FILE>。"),
    ] {
        let ended = smtpsh(&[&["--lang", "zh"], args].concat(), "");
        assert!(ended.code == 2 && ended.err.contains(says), "{ended:?}");
        let english = smtpsh(&[&["--lang", "en"], args].concat(), "");
        assert!(english.code == 2 && english.err.is_ascii(), "{english:?}");
    }
}
