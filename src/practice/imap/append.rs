//! APPEND (RFC 3501 §6.3.11): a mail program keeps what it sent, and drafts.

use super::store::{self, MAX_FLAGS};
use super::syntax::{Arguments, Bad};
use super::{Answered, Server, date, no, well};
use crate::practice::mailbox::Flags;

impl Server {
    pub(super) fn append(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        arguments.space()?;
        let name = arguments.folder(false)?;
        arguments.space()?;
        let mut flags = Flags::new();
        if arguments.peek() == Some(b'(') {
            flags = store::flags(arguments)?;
            arguments.space()?;
        }
        let mut received = None;
        if arguments.peek() == Some(b'"') {
            let text = arguments.string()?;
            received = Some(date::moment(&String::from_utf8_lossy(&text))?);
            arguments.space()?;
        }
        if arguments.peek() != Some(b'{') {
            return Err(Bad("The message is missing: a literal"));
        }
        let message = arguments.literal()?;
        arguments.end()?;
        if flags.len() > MAX_FLAGS {
            return no("[LIMIT] A message does not have that many flags");
        }
        let (mut mailbox, user) = self.mailbox();
        let now = mailbox.now();
        let account = mailbox.account(user);
        let Some(folder) = account.folder_mut(&name).filter(|it| it.selectable()) else {
            return no("[TRYCREATE] There is no such folder");
        };
        let uid = folder.add(message.into(), flags, received.unwrap_or(now));
        let validity = folder.validity;
        mailbox.make_room();
        well(format!("[APPENDUID {validity} {uid}] APPEND completed"))
    }
}
