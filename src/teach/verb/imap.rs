//! The verbs of IMAP.

use super::Lesson;
use crate::protocol::imap::IMAP;
use crate::words::{Text, text};

/// Every verb of the protocol's table, in the same order.
pub(super) static LESSONS: &[Lesson] = &[
    lesson(
        "CAPABILITY",
        text(
            "asks what the server offers; again behind STARTTLS and behind the login.",
            "询问服务器支持的功能；STARTTLS 之后和登录之后要重新询问。",
        ),
        "a CAPABILITY",
        &[],
    ),
    lesson(
        "STARTTLS",
        text(
            "turns this connection into a TLS one: behind OK the handshake begins, and everything said before is forgotten.",
            "把当前连接升级为 TLS：收到 OK 后开始握手，之前说过的全部作废。",
        ),
        "a STARTTLS",
        &[],
    ),
    lesson(
        "LOGIN",
        text(
            "logs in with user name and authorization code, both in clear text: behind STARTTLS only.",
            "用用户名和授权码登录，两者都是明文，所以应先 STARTTLS。",
        ),
        "a LOGIN student@smtpsh.example letterslikethese",
        &[
            "AUTHENTICATIONFAILED",
            "PRIVACYREQUIRED",
            "UNAVAILABLE",
            "EXPIRED",
        ],
    ),
    lesson(
        "AUTHENTICATE",
        text(
            "logs in as AUTH does in SMTP, each answer in base64.",
            "相当于 SMTP 的 AUTH：用某种机制登录，应答用 base64。",
        ),
        "a AUTHENTICATE PLAIN",
        &[
            "AUTHENTICATIONFAILED",
            "AUTHORIZATIONFAILED",
            "PRIVACYREQUIRED",
            "UNAVAILABLE",
        ],
    ),
    lesson(
        "ID",
        text(
            "says which program the client is. 163 and 126 let nobody open a folder who has not said it.",
            "说明客户端是什么程序。163、126 要求先发 ID，否则不允许打开邮箱。",
        ),
        "a ID (\"name\" \"smtpsh\")",
        &[],
    ),
    lesson(
        "ENABLE",
        text(
            "switches on an extension that changes what the server says.",
            "启用某个会改变服务器应答的扩展。",
        ),
        "a ENABLE IMAP4rev2",
        &[],
    ),
    lesson(
        "NAMESPACE",
        text(
            "asks where one's own, other users' and shared folders begin.",
            "询问自己的、他人的和共享的文件夹各在哪个前缀之下。",
        ),
        "a NAMESPACE",
        &[],
    ),
    lesson(
        "LIST",
        text(
            "lists the folders: * is any name. Names beyond ASCII are in modified UTF-7, shown decoded beside.",
            "列出文件夹，* 表示任意名称。非 ASCII 的名称用修改版 UTF-7 编码，旁边会给出解码结果。",
        ),
        "a LIST \"\" \"*\"",
        &[],
    ),
    lesson(
        "LSUB",
        text(
            "lists the folders that are subscribed to (of IMAP4rev1).",
            "列出已订阅的文件夹（IMAP4rev1 的命令）。",
        ),
        "a LSUB \"\" \"*\"",
        &[],
    ),
    lesson(
        "STATUS",
        text(
            "asks how many mails a folder has without opening it.",
            "不打开文件夹，只询问其中的邮件数。",
        ),
        "a STATUS INBOX (MESSAGES UNSEEN)",
        &["NONEXISTENT"],
    ),
    lesson(
        "SELECT",
        text(
            "opens a folder; FETCH, SEARCH and STORE are about the mails in it.",
            "打开一个文件夹；之后的 FETCH、SEARCH、STORE 都针对其中的邮件。",
        ),
        "a SELECT INBOX",
        &["READ-WRITE", "READ-ONLY", "NONEXISTENT", "UIDVALIDITY"],
    ),
    lesson(
        "EXAMINE",
        text(
            "opens a folder to look only: nothing in it is changed, not even the mark of having been read.",
            "以只读方式打开文件夹：什么都不改变，连已读标记也不改。",
        ),
        "a EXAMINE INBOX",
        &["READ-ONLY", "NONEXISTENT"],
    ),
    lesson(
        "FETCH",
        text(
            "fetches of these mails what is named: FLAGS, ENVELOPE, BODY[HEADER], BODY[] for all. BODY.PEEK[] does not mark them as read.",
            "取回所指定的内容：FLAGS、ENVELOPE、BODY[HEADER]，BODY[] 是全文；用 BODY.PEEK[] 不会标为已读。",
        ),
        "a FETCH 1 BODY[]",
        &["EXPUNGEISSUED"],
    ),
    lesson(
        "SEARCH",
        text(
            "asks for the numbers of the mails that meet a condition.",
            "返回符合条件的邮件编号。",
        ),
        "a SEARCH UNSEEN",
        &["BADCHARSET"],
    ),
    lesson(
        "STORE",
        text(
            "changes marks: \\Seen is read, \\Deleted goes at EXPUNGE; +FLAGS adds, -FLAGS takes off.",
            "修改标记：\\Seen 表示已读，\\Deleted 的邮件在 EXPUNGE 时删除；+FLAGS 添加，-FLAGS 取消。",
        ),
        "a STORE 1 +FLAGS (\\Seen)",
        &["READ-ONLY"],
    ),
    lesson(
        "COPY",
        text(
            "copies mails into another folder.",
            "把邮件复制到另一个文件夹。",
        ),
        "a COPY 1 Archive",
        &["TRYCREATE", "COPYUID"],
    ),
    lesson(
        "MOVE",
        text(
            "moves mails into another folder.",
            "把邮件移动到另一个文件夹。",
        ),
        "a MOVE 1 Archive",
        &["TRYCREATE", "COPYUID"],
    ),
    lesson(
        "UID",
        text(
            "does FETCH, SEARCH, STORE, COPY or MOVE by the numbers that never change.",
            "按永不改变的编号（UID）执行 FETCH、SEARCH、STORE、COPY 或 MOVE。",
        ),
        "a UID FETCH 1:* FLAGS",
        &[],
    ),
    lesson(
        "IDLE",
        text(
            "waits for news: the server tells of new mail at once. DONE, alone and without a tag, ends it.",
            "等待通知：有新邮件时服务器立即告知。单独输入 DONE（不带标签）结束。",
        ),
        "a IDLE",
        &[],
    ),
    lesson(
        "APPEND",
        text(
            "puts a mail into a folder; {n} announces its n bytes, line ends counted, which follow behind the +.",
            "把一封邮件放进文件夹；{n} 预告后面有 n 个字节（行尾也计入），收到 + 之后再发送。",
        ),
        "a APPEND INBOX {310}",
        &["TRYCREATE", "APPENDUID", "OVERQUOTA"],
    ),
    lesson(
        "CREATE",
        text("makes a folder.", "新建文件夹。"),
        "a CREATE Archive",
        &["ALREADYEXISTS", "CANNOT"],
    ),
    lesson(
        "DELETE",
        text(
            "deletes a folder and the mails in it.",
            "删除文件夹及其中的邮件。",
        ),
        "a DELETE Archive",
        &["NONEXISTENT", "INUSE", "HASCHILDREN"],
    ),
    lesson(
        "RENAME",
        text("renames a folder.", "重命名文件夹。"),
        "a RENAME Archive Old",
        &["NONEXISTENT", "ALREADYEXISTS"],
    ),
    lesson(
        "SUBSCRIBE",
        text(
            "puts a folder on the list of those to be shown.",
            "订阅文件夹，让客户端显示它。",
        ),
        "a SUBSCRIBE Archive",
        &[],
    ),
    lesson(
        "UNSUBSCRIBE",
        text("takes a folder off that list.", "取消订阅文件夹。"),
        "a UNSUBSCRIBE Archive",
        &[],
    ),
    lesson(
        "CHECK",
        text(
            "asks the server to write down the state of the folder (of IMAP4rev1).",
            "请服务器把文件夹状态写入存储（IMAP4rev1 的命令）。",
        ),
        "a CHECK",
        &[],
    ),
    lesson(
        "EXPUNGE",
        text(
            "deletes the mails that are marked with \\Deleted; the numbers of those behind them change.",
            "真正删除带 \\Deleted 标记的邮件；后面邮件的编号随之改变。",
        ),
        "a EXPUNGE",
        &[],
    ),
    lesson(
        "UNSELECT",
        text(
            "closes the folder and deletes nothing.",
            "关闭文件夹，不删除邮件。",
        ),
        "a UNSELECT",
        &[],
    ),
    lesson(
        "CLOSE",
        text(
            "closes the folder and deletes what is marked with \\Deleted.",
            "关闭文件夹，并删除带 \\Deleted 标记的邮件。",
        ),
        "a CLOSE",
        &[],
    ),
    lesson(
        "NOOP",
        text(
            "does nothing: the server tells what is new, and the connection does not fall idle.",
            "空操作：服务器会告知新情况，也可避免连接因空闲而断开。",
        ),
        "a NOOP",
        &[],
    ),
    lesson(
        "LOGOUT",
        text(
            "ends the session in order: the server says BYE and closes the connection.",
            "正常结束会话：服务器回 BYE 并关闭连接。",
        ),
        "a LOGOUT",
        &[],
    ),
];

const fn lesson(
    name: &'static str,
    summary: Text,
    example: &'static str,
    codes: &'static [&'static str],
) -> Lesson {
    Lesson {
        protocol: &IMAP,
        name,
        summary,
        example,
        replies: &[],
        codes,
    }
}
