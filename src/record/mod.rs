//! What is kept of a session.

pub mod journal;
