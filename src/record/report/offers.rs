//! What the server offers before and after TLS, side by side.

use crate::teach::extension;
use crate::words::Lang;
use maud::{Markup, html};

/// The table as a part of the page; nothing if the server was never asked.
pub(super) fn show([clear, tls]: &[Option<Vec<String>>; 2], lang: Lang) -> Markup {
    let mut names: Vec<&String> = clear.iter().flatten().collect();
    names.extend(tls.iter().flatten());
    let mut known = std::collections::HashSet::new();
    names.retain(|name| known.insert(*name));
    html! {
        @if clear.is_some() || tls.is_some() {
            h2 id="offers" { (lang.pick("What the server offers", "服务器支持的扩展")) }
            table {
                thead { tr {
                    th { (lang.pick("Extension", "扩展")) }
                    th { (lang.pick("Before TLS", "TLS 之前")) }
                    th { (lang.pick("Through TLS", "TLS 之后")) }
                } }
                tbody { @for name in names { tr {
                    td {
                        code { (name) }
                        @if let Some(row) = extension::find(name) {
                            p.note { (row.means.of(lang)) " [" (row.source) "]" }
                        }
                    }
                    @for list in [clear, tls] { td { (mark(list.as_deref(), name, lang)) } }
                } } }
            }
        }
    }
}

fn mark(list: Option<&[String]>, name: &String, lang: Lang) -> &'static str {
    match list {
        None => lang.pick("not asked", "未询问"),
        Some(names) if names.contains(name) => "✓",
        Some(_) => "–",
    }
}
