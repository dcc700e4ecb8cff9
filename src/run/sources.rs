//! Who types.

use super::folders::state_file;
use super::options::takes_code_from_input;
use crate::args::{Args, Part};
use crate::error::Error;
use crate::prompt::Prompt;
use crate::session::Post;
use crate::source::{Script, Source, Typed};
use crate::terminal::Terminal;
use crate::textfile;
use std::collections::VecDeque;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::mpsc::SyncSender;

/// Who types: files and `-c` lines in their order; else standard input, or the prompt if it is a
/// terminal.
pub(super) fn sources(
    args: &Args,
    terminal: &Terminal,
    poster: &SyncSender<Post>,
) -> Result<VecDeque<Box<dyn Source>>, Error> {
    let mut sources: VecDeque<Box<dyn Source>> = VecDeque::new();
    let mut said = args.script.iter().peekable();
    let mut before = 0;
    // The keyboard's, the code's, or read already.
    let mut input_taken = args.interactive || takes_code_from_input(args);
    while let Some(part) = said.next() {
        let script: Script = match part {
            Part::File(path) if path == Path::new("-") => {
                if input_taken {
                    return Err(Error::InputTaken);
                }
                input_taken = true;
                Script::new("-".to_owned(), io::stdin(), post_to(poster))
            }
            Part::File(path) => {
                let file = textfile::open(path).map_err(|error| Error::unreadable(path, error))?;
                Script::new(path.display().to_string(), file, post_to(poster))
            }
            Part::Line(line) => {
                let mut lines = vec![line.as_str()];
                while let Some(Part::Line(line)) =
                    said.next_if(|part| matches!(part, Part::Line(_)))
                {
                    lines.push(line);
                }
                let text = io::Cursor::new(lines.join("\n").into_bytes());
                let script = Script::new("-c".to_owned(), text, post_to(poster)).behind(before);
                before += lines.len();
                script
            }
        };
        sources.push_back(Box::new(script));
    }
    // Whoever reads events writes scripts.
    let terminal_here =
        io::stdin().is_terminal() && io::stdout().is_terminal() && !args.json && !args.silent;
    match (sources.is_empty() || args.interactive, terminal_here) {
        (true, true) => {
            let history = if args.no_history {
                None
            } else {
                state_file("history")
            };
            sources.push_back(Box::new(Prompt::start(
                terminal.clone(),
                history,
                post_to(poster),
            )));
        }
        (true, false) => sources.push_back(Box::new(Script::new(
            "-".to_owned(),
            io::stdin(),
            post_to(poster),
        ))),
        (false, _) => {}
    }
    Ok(sources)
}

fn post_to(poster: &SyncSender<Post>) -> Box<dyn Fn(Typed) + Send> {
    let poster = poster.clone();
    Box::new(move |typed| {
        // Nobody listens any more if the program has ended.
        let _ = poster.send(Post::Typed(typed));
    })
}
