//! `byt show ID…`: articles, whole.

use super::{answer, history, store};
use crate::article::Article;
use crate::article::labels::Labels;
use crate::cli::arguments::Show;
use crate::cli::output::Out;
use crate::cli::settings::Settings;
use crate::cli::{Exit, Failure, output, view};
use crate::export::{Head, Sink};

pub(super) fn run(args: &Show, settings: &Settings) -> Result<Exit, Failure> {
    if args.versions || args.diff.is_some() {
        return history::run(args, settings);
    }
    let mut store = store::open(settings)?;
    let mut articles: Vec<(Article, Labels)> = Vec::new();
    let mut missing = 0;
    for id in &args.ids {
        match store.index.offset_of(id)? {
            Some(offset) => {
                let article = store.ledger.read_at(offset)?;
                let labels = store.labeller.label(&article);
                articles.push((article, labels));
            }
            None => {
                missing += 1;
                output::say!("no article is called “{id}”");
            }
        }
    }
    let mut out = Out::open(args.output.as_deref())?;
    match answer::machine(args.format) {
        None => {
            for (n, (article, labels)) in articles.iter().enumerate() {
                let mut text = if n == 0 { Vec::new() } else { b"\n\n".to_vec() };
                view::article(&mut text, article, labels)
                    .and_then(|()| out.styled(&text))
                    .map_err(Failure::from_output)?;
            }
        }
        Some(format) => {
            let head = Head {
                query: None,
                total: articles.len() as u64,
                relaxed: Vec::new(),
                coverage: answer::coverage(&store.index, settings)?,
                explanation: None,
                reasons: None,
            };
            let mut sink = Sink::begin(format, out, &head).map_err(Failure::from_output)?;
            for (article, labels) in &articles {
                sink.article(article, labels, None).map_err(Failure::from_output)?;
            }
            out = sink.end().map_err(Failure::from_output)?;
        }
    }
    out.finish()?;
    Ok(if missing > 0 { Exit::Nothing } else { Exit::Done })
}
