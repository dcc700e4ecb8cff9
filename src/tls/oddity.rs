//! What can be wrong with the bytes of a handshake.

use crate::words;

words! {
    /// Why a message could not be read to its end.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Oddity {
        /// A field is cut off.
        Short { what: &'static str } =>
            "the bytes end inside {what}",
            "数据在 {what} 字段中间就结束了";
        /// A field has more bytes than its contents need.
        Trailing { what: &'static str } =>
            "{what} has bytes left over at its end",
            "{what} 末尾有多余的字节";
        /// A field announces more than is sensible.
        TooLong { what: &'static str, length: usize } =>
            "{what} announces {length} bytes, more than it may have",
            "{what} 声称有 {length} 字节，超过了上限";
        /// A message is not finished when something else comes.
        Interrupted =>
            "something else comes before the message is complete (RFC 8446 §5.1)",
            "消息还没有收完就出现了别的内容（RFC 8446 §5.1 不允许）";
        /// A field has a value that it cannot have.
        Value { what: &'static str } =>
            "{what} has a value that the standard does not allow",
            "{what} 的取值不符合标准";
    }
}
