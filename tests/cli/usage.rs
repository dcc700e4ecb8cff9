//! The command line, and the language of what smtpsh says.

use super::LOGIN;
use crate::program::smtpsh;

#[test]
fn usage_errors() {
    for (args, script, says) in [
        (&["http://x"][..], "", "is not a valid server address"),
        (&["-f", "/no/such/file"], "", "cannot read /no/such/file"),
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
