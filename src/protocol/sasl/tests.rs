use super::*;

fn terms(user: &str, code: &str, nonce: &str) -> Terms {
    Terms {
        user: user.into(),
        code: Secret::new(code),
        host: "server.example.com".into(),
        port: 587,
        nonce: nonce.into(),
        ..Terms::default()
    }
}

/// Each challenge brings its answer.
fn check(name: &str, terms: Terms, dialogue: &[(&str, &str)]) {
    let mut exchange = Mechanism::named(name).unwrap().begin(terms);
    for (challenge, expected) in dialogue {
        let answer = exchange.answer(challenge.as_bytes()).unwrap();
        let said = String::from_utf8_lossy(answer.bytes.reveal()).into_owned();
        assert_eq!(said, *expected, "{name}: {challenge}");
    }
    assert_eq!(exchange.succeeded(), Ok(()), "{name}");
    assert_eq!(exchange.answer(b""), Err(Mistake::NothingMore), "{name}");
}

const FIRST: &str = "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096";
const RFC_5802: &[(&str, &str)] = &[
    ("", "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL"),
    (
        FIRST,
        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
    ),
    ("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", ""),
];

#[test]
fn the_examples_of_the_standards() {
    check(
        "cram-md5",
        terms("tim", "tanstaaftanstaaf", ""),
        &[(
            "<1896.697170952@postoffice.reston.mci.net>",
            "tim b913a602c7eda7a495b4e6e7334d3890",
        )],
    );
    // RFC 1939 §7
    check(
        "apop",
        terms("mrose", "tanstaaf", ""),
        &[(
            "<1896.697170952@dbc.mtview.ca.us>",
            "mrose c4c9334bac560ecc979e58001b3e22fb",
        )],
    );
    let user = || terms("user", "pencil", "fyko+d2lbbFgONRv9qkxdawL");
    check("SCRAM-SHA-1", user(), RFC_5802);
    check(
        "SCRAM-SHA-256",
        terms("user", "pencil", "rOprNGfwEbeRWgbNEkqO"),
        &[
            ("", "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"),
            (
                "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            ),
            ("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", ""),
        ],
    );
    check(
        "OAUTHBEARER",
        terms("user@example.com", "vF9dft4qmT", ""),
        &[
            (
                "",
                "n,a=user@example.com,\x01host=server.example.com\x01port=587\x01auth=Bearer vF9dft4qmT\x01\x01",
            ),
            (r#"{"status":"invalid_token"}"#, "\x01"),
        ],
    );
    check(
        "XOAUTH2",
        terms("a@b", "ya29", ""),
        &[
            ("", "user=a@b\x01auth=Bearer ya29\x01\x01"),
            (r#"{"status":"401"}"#, ""),
        ],
    );
    check("EXTERNAL", terms("", "", ""), &[("", "")]);
    check("PLAIN", terms("a@b", "c", ""), &[("", "\0a@b\0c")]);
    check(
        "LOGIN",
        terms("a@b", "c", ""),
        &[("User Name\0", "a@b"), ("Password:", "c")],
    );
    check(
        "LOGIN",
        terms("a", "c", ""),
        &[("Password:", "c"), ("Username:", "a")],
    );
}

#[test]
fn a_server_that_lies_or_errs_is_named() {
    let proved = "r=nonceX,s=QSXC,i=4096";
    for (challenges, mistake) in [
        (&["hello"][..], "NotEmpty"),
        (&["", "r=nonce,s=QSXC,i=4096"], "OtherNonce"),
        (&["", "r=another,s=QSXC,i=4096"], "OtherNonce"),
        (&["", "r=nonceX,s=QSXC,i=2000001"], "TooManyRounds"),
        (&["", "r=nonceX,s=QSXC,i=0"], "BadChallenge"),
        (&["", "m=x,r=nonceX,s=QSXC,i=4096"], "BadChallenge"),
        (&["", "r=nonceX,s=!,i=4096"], "BadChallenge"),
        (&["", ""], "BadChallenge"),
        (
            &["", proved, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="],
            "WrongSignature",
        ),
        (&["", proved, "v="], "WrongSignature"),
        (&["", proved, "hello"], "BadChallenge"),
    ] {
        for name in ["SCRAM-SHA-1", "SCRAM-SHA-256"] {
            let mut exchange = Mechanism::named(name)
                .unwrap()
                .begin(terms("u", "c", "nonce"));
            let (last, before) = challenges.split_last().unwrap();
            for challenge in before {
                exchange.answer(challenge.as_bytes()).unwrap();
            }
            let error = exchange.answer(last.as_bytes()).unwrap_err();
            assert!(
                format!("{error:?}").starts_with(mistake),
                "{last}: {error:?}"
            );
            assert_eq!(exchange.succeeded(), Err(Mistake::NoSignature));
        }
    }
}

#[test]
fn the_flags_of_channel_binding() {
    let binding = Some(Binding {
        kind: "tls-exporter",
        data: vec![0, 255],
    });
    for (name, binding, plus_offered, begins, bound) in [
        ("SCRAM-SHA-256", None, true, "n,,", "biws"),
        ("SCRAM-SHA-256", binding.clone(), true, "n,,", "biws"),
        ("SCRAM-SHA-256", binding.clone(), false, "y,,", "eSws"),
        (
            "SCRAM-SHA-256-PLUS",
            binding,
            true,
            "p=tls-exporter,,",
            "cD10bHMtZXhwb3J0ZXIsLAD/",
        ),
    ] {
        let terms = Terms {
            binding,
            plus_offered,
            ..terms("a=b,c", "d", "nonce")
        };
        let mut exchange = Mechanism::named(name).unwrap().begin(terms);
        let first = exchange.answer(b"").unwrap();
        let expected = format!("{begins}n=a=3Db=2Cc,r=nonce");
        assert_eq!(first.bytes.reveal(), expected.as_bytes());
        let proof = exchange.answer(b"r=nonceX,s=QSXC,i=1").unwrap();
        assert!(
            proof
                .bytes
                .reveal()
                .starts_with(format!("c={bound},").as_bytes())
        );
        assert!(
            proof
                .steps
                .iter()
                .any(|step| matches!(step, Step::FewRounds { .. }))
        );
    }
    let mut unbound = Mechanism::named("scram-sha-1-plus")
        .unwrap()
        .begin(terms("a", "b", "c"));
    assert_eq!(unbound.answer(b""), Err(Mistake::NoBinding));
}

#[test]
fn the_strongest_that_is_offered_and_fits() {
    let extensions = ["SIZE 1", "AUTH LOGIN plain CRAM-MD5 XOAUTH2", "AUTH=LOGIN"];
    let extensions = extensions.map(str::to_owned);
    let offers = offered(&extensions);
    assert_eq!(offers, ["LOGIN", "plain", "CRAM-MD5", "XOAUTH2", "LOGIN"]);
    let named = |found: Option<&'static Mechanism>| found.map(|row| row.name);
    assert_eq!(
        named(Mechanism::strongest(&offers, |_| true)),
        Some("CRAM-MD5")
    );
    assert_eq!(
        named(Mechanism::strongest(&offers, |row| row.reveals)),
        Some("PLAIN")
    );
    assert_eq!(named(Mechanism::strongest(&[], |_| true)), None);
}
