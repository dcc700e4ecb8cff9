//! What smtpsh teaches beside a session. Nothing here sends, blocks or rewrites anything.

pub mod coach;
pub mod lesson;
