//! Who may log in: the one student of a practice session, or a class from a file.
//!
//! The file has one `name code` a line, also with a comma between as spreadsheets write it, and then maybe
//! with a heading; `#` begins a comment. A name without `@` is one of [`DOMAIN`]. Who has no code yet is given one by [`with_codes`].

use super::{CODE, DOMAIN, USER};
use crate::protocol::secret::Secret;
use ring::rand::SecureRandom;
use std::io;
use zeroize::Zeroizing;

/// Somebody who may log in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The user name: a whole address.
    pub name: String,
    /// Their authorization code.
    pub code: Secret,
}

/// All who may log in, in the order of their file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Users {
    list: Vec<User>,
    /// Whether these are all that have a mailbox in their domains.
    complete: bool,
}

crate::words! {
    /// What is wrong with a line of a users' file.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Misfit {
        NoAddress { name: String } => "'{name}' is not a user name: write a word, or an address", "“{name}”不能用作用户名：请写一个词或邮件地址";
        Twice { name: String } => "{name} is there already", "{name} 重复出现";
        TooMuch => "a line is a name and a code, with a space or a comma between", "每行是一个用户名和一个授权码，用空格或逗号隔开";
        NotACode { code: String } => "'{code}' is no authorization code: a code is ASCII, and a student's real name stands behind #", "“{code}”不能用作授权码：授权码只能是 ASCII 字符，学生姓名请写在 # 之后";
        NoCode { name: String } => "{name} has no code", "{name} 没有授权码";
    }
}

impl Users {
    /// Reads a file. The number of the line comes with what is wrong.
    pub fn parse(text: &str) -> Result<Self, (usize, Misfit)> {
        let mut list: Vec<User> = Vec::new();
        for (number, words) in rows(text) {
            let user = user(&words).map_err(|misfit| (number, misfit))?;
            let same = |other: &User| other.name.eq_ignore_ascii_case(&user.name);
            if list.iter().any(same) {
                return Err((number, Misfit::Twice { name: user.name }));
            }
            list.push(user);
        }
        let complete = true;
        Ok(Self { list, complete })
    }

    /// All of them.
    pub fn list(&self) -> &[User] {
        &self.list
    }

    /// The one with this name, in any case.
    pub fn find(&self, name: &str) -> Option<&User> {
        self.list
            .iter()
            .find(|user| user.name.eq_ignore_ascii_case(name))
    }

    /// Whether they come from a list, one for each student.
    pub fn are_a_class(&self) -> bool {
        self.complete
    }

    /// Whether the address is in a domain of theirs, and nobody's.
    pub(super) fn lacks(&self, address: &str) -> bool {
        let domain = |address: &str| Some(address.rsplit_once('@')?.1.to_ascii_lowercase());
        let theirs = |user: &User| domain(&user.name) == domain(address);
        self.complete && self.find(address).is_none() && self.list.iter().any(theirs)
    }
}

/// The one student, in whose domain every address is good.
impl Default for Users {
    fn default() -> Self {
        Self {
            list: vec![User {
                name: USER.to_owned(),
                code: Secret::new(CODE),
            }],
            complete: false,
        }
    }
}

/// The file with a code for each name that had none, and how many had none. Comments, order and
/// the codes that are there stay as they are.
pub fn with_codes(text: &str) -> io::Result<(Zeroizing<String>, usize)> {
    let lacking: Vec<usize> = rows(text)
        .filter(|(_, words)| words.len() == 1)
        .map(|(number, _)| number)
        .collect();
    // Room for all of it: what grows leaves copies behind.
    let room = text.len() + lacking.len() * (CODE.len() + 4) + 1;
    let mut out = Zeroizing::new(String::with_capacity(room));
    for (index, line) in text.lines().enumerate() {
        let (line, comment) = line.split_at(code_end(line));
        *out += line;
        if lacking.contains(&(index + 1)) {
            let end = out.trim_end().len();
            out.truncate(end);
            *out += " ";
            *out += &new_code()?;
            *out += if comment.is_empty() { "" } else { "  " };
        }
        *out += comment;
        out.push('\n');
    }
    Ok((out, lacking.len()))
}

/// The line that stands above the users, and is none: also one that is called as a column is.
pub fn heading(text: &str) -> Option<&str> {
    let (_, first) = lines(text).next()?;
    Some(first).filter(|line| is_heading(line))
}

/// The lines that have something, with their numbers.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    // Notepad begins a file with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().zip(1..);
    lines
        .map(|(line, number)| (number, line[..code_end(line)].trim()))
        .filter(|(_, line)| !line.is_empty())
}

/// The words of each line that has some, with its number.
fn rows(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let mut lines = lines(text).peekable();
    lines.next_if(|(_, line)| is_heading(line));
    lines
        .map(|(number, line)| (number, words(line)))
        .filter(|(_, words)| !words.is_empty())
}

/// The name and the code. Behind a comma a space does not count, nor do quotation marks: the line is a
/// spreadsheet's.
fn words(line: &str) -> Vec<&str> {
    let end = line.find(|c| is_cell_end(c) || c == ' ');
    let behind = end.and_then(|end| line[end..].trim_start_matches(' ').chars().next());
    let words: Vec<&str> = match behind {
        Some(c) if is_cell_end(c) => line.split(is_cell_end).collect(),
        _ => line.split_whitespace().collect(),
    };
    let quoted = line.starts_with('"');
    let words = words.into_iter().map(str::trim);
    words
        .map(|word| match quoted {
            true => word.trim_matches('"'),
            false => word,
        })
        .filter(|word| !word.is_empty())
        .collect()
}

fn is_cell_end(c: char) -> bool {
    matches!(c, ',' | ';' | '，' | '\t')
}

/// What stands above the columns of a list, and is nobody's name.
fn is_heading(line: &str) -> bool {
    let known = |word: &str| {
        let word = word.trim().trim_matches('"').to_lowercase();
        word.is_empty() || HEADINGS.contains(&word.as_str())
    };
    line.split(is_cell_end).all(known) || line.split_whitespace().all(known)
}

const HEADINGS: &[&str] = &[
    "学号",
    "姓名",
    "名字",
    "用户名",
    "用户",
    "账号",
    "邮箱",
    "授权码",
    "密码",
    "name",
    "username",
    "user name",
    "email",
    "e-mail",
    "student",
    "student id",
    "id",
    "code",
    "password",
];

/// Where the comment begins. A code may have a `#` in it.
fn code_end(line: &str) -> usize {
    let begins = |at: &usize| {
        line[..*at]
            .chars()
            .next_back()
            .is_none_or(char::is_whitespace)
    };
    let marks = line.match_indices('#').map(|(at, _)| at);
    marks.into_iter().find(begins).unwrap_or(line.len())
}

fn user(words: &[&str]) -> Result<User, Misfit> {
    let (name, code) = match words {
        [name] => {
            return Err(Misfit::NoCode {
                name: (*name).to_owned(),
            });
        }
        [_, code] if !code.is_ascii() => {
            return Err(Misfit::NotACode {
                code: (*code).to_owned(),
            });
        }
        [name, code] => (*name, *code),
        _ => return Err(Misfit::TooMuch),
    };
    let (local, domain) = name.split_once('@').unwrap_or((name, DOMAIN));
    let unfit = |c: char| c.is_control() || "<>@\"(),:;[]\\".contains(c);
    if [local, domain]
        .iter()
        .any(|part| part.is_empty() || part.contains(unfit))
    {
        return Err(Misfit::NoAddress {
            name: name.to_owned(),
        });
    }
    Ok(User {
        name: format!("{local}@{domain}"),
        code: Secret::new(code),
    })
}

/// Sixteen letters, as QQ's are.
fn new_code() -> io::Result<Zeroizing<String>> {
    let random = ring::rand::SystemRandom::new();
    let mut code = Zeroizing::new(String::with_capacity(CODE.len()));
    while code.len() < CODE.len() {
        let mut byte = [0];
        random
            .fill(&mut byte)
            .map_err(|_| io::Error::other("the system has no random numbers"))?;
        // 234 is 9 times 26: above it the first letters would come more often.
        if byte[0] < 234 {
            code.push(char::from(b'a' + byte[0] % 26));
        }
    }
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_list() {
        let text =
            "\u{feff}# class 3\n\n 20260001 one # first\r\nLi@school.example two\n张三 three\n";
        let users = Users::parse(text).unwrap();
        let names: Vec<_> = users.list().iter().map(|user| user.name.as_str()).collect();
        let expected = [
            "20260001@smtpsh.example",
            "Li@school.example",
            "张三@smtpsh.example",
        ];
        assert_eq!(names, expected);
        assert_eq!(
            users.find("LI@school.example").unwrap().code,
            Secret::new("two")
        );
        assert!(users.lacks("wang@SCHOOL.example") && !users.lacks("wang@elsewhere.example"));
        assert!(!users.lacks("li@school.example") && !Users::default().lacks("x@smtpsh.example"));
    }

    #[test]
    fn a_list_of_a_spreadsheet() {
        for text in [
            "学号,授权码\na,one\nb,t#wo\n",
            "\u{feff}a,one,\r\nb , t#wo,,\r\n",
            "name\tcode\na\tone\nb\tt#wo\n",
            "\"a\";\"one\"\n\"b\";\"t#wo\"\n",
            "a one\nb t#wo\n",
        ] {
            let users = Users::parse(text).unwrap();
            let users: Vec<_> = users
                .list()
                .iter()
                .map(|it| (&it.name[..1], it.code.reveal()))
                .collect();
            assert_eq!(users, [("a", &b"one"[..]), ("b", b"t#wo")], "{text:?}");
        }
        let (full, made) = with_codes("Student ID,code\na,\nb,two\n").unwrap();
        assert_eq!(made, 1);
        let users = Users::parse(&full).unwrap();
        assert_eq!(
            (users.list().len(), users.list()[0].code.reveal().len()),
            (2, 16)
        );
        assert_eq!(
            Users::parse("a x,y\n").unwrap().list()[0].code.reveal(),
            b"x,y"
        );
    }

    #[test]
    fn what_is_wrong_with_a_list() {
        let name = |name: &str| name.to_owned();
        for (text, number, misfit) in [
            ("a\n", 1, Misfit::NoCode { name: name("a") }),
            ("a x\n\nb x y", 3, Misfit::TooMuch),
            (
                "a x\nA@smtpsh.example y",
                2,
                Misfit::Twice {
                    name: name("A@smtpsh.example"),
                },
            ),
            ("a x,y z", 1, Misfit::TooMuch),
            ("a,x,y", 1, Misfit::TooMuch),
            (
                "学号,姓名\n1,张三",
                2,
                Misfit::NotACode {
                    code: name("张三")
                },
            ),
            ("<a> x", 1, Misfit::NoAddress { name: name("<a>") }),
            ("a@ x", 1, Misfit::NoAddress { name: name("a@") }),
        ] {
            assert_eq!(Users::parse(text), Err((number, misfit)), "{text:?}");
        }
        crate::words::check_table(Misfit::TABLE);
    }

    #[test]
    fn codes_are_made_where_they_are_missing() {
        let text = "# class 3\na\nb ke#pt # why\nc # late\n";
        let (full, made) = with_codes(text).unwrap();
        assert_eq!(made, 2);
        assert!(
            full.starts_with("# class 3\na ") && full.contains("\nb ke#pt # why\nc "),
            "{full:?}"
        );
        assert!(full.ends_with("  # late\n"), "{full:?}");
        let users = Users::parse(&full).unwrap();
        let codes: Vec<_> = users.list().iter().map(|user| user.code.reveal()).collect();
        assert_eq!(codes[1], b"ke#pt");
        for code in [codes[0], codes[2]] {
            assert!(
                code.len() == 16 && code.iter().all(u8::is_ascii_lowercase),
                "{full:?}"
            );
        }
        assert_ne!(codes[0], codes[2]);
        assert_eq!(with_codes(&full).unwrap(), (full, 0));
    }
}
