//! `byt officials eval`: the recognised people compared with a labelled list.

use std::fmt::Write as _;

use serde_json::json;

use crate::cli::errors::{Exit, Failure};
use crate::cli::formats::ListFormat;
use crate::cli::gold::{self, Clue, EvalArgs, GoldLookup};
use crate::cli::safe::safe;
use crate::cli::settings::Settings;
use crate::cli::{output, store};
use crate::eval::people::GoldPeople;
use crate::eval::{self, GoldItem};

/// Prints mistakes and scores. Exits with 1 if a score is below its limit.
pub(super) fn run(args: &EvalArgs, format: ListFormat, settings: &Settings) -> Result<Exit, Failure> {
    let items = gold::read(&args.gold, GoldItem::<GoldPeople>::parse)?;
    let labeller = store::labeller(settings)?;
    let mut lookup = GoldLookup::open(settings)?;
    let mut failure = None;
    let score = eval::evaluate(&items, |item| {
        let clue = Clue {
            kind: &item.article.kind,
            title: item.article.title.as_deref(),
            local: item.article.local.as_deref(),
            abstract_: item.article.abstract_.as_deref(),
        };
        let article = lookup.article(&clue).unwrap_or_else(|e| {
            failure = Some(e);
            None
        });
        article.map(|article| labeller.label(&article).officials)
    });
    if let Some(failure) = failure {
        return Err(failure);
    }
    let (precision, recall, relation) =
        (score.counts.people.precision(), score.counts.people.recall(), score.counts.relation_accuracy());
    let acted = score.counts.acted;
    if format == ListFormat::Json {
        let mistakes: Vec<String> = score.mistakes.iter().map(gold::mistake).collect();
        output::json(&json!({
            "items": score.items, "precision": precision, "recall": recall, "relation": relation,
            "right": score.counts.people.right, "missing": score.counts.people.missing, "extra": score.counts.people.extra,
            "acted_precision": acted.precision(), "acted_recall": acted.recall(), "acted_missing": acted.missing, "acted_extra": acted.extra,
            "mistakes": mistakes,
        }))?;
    } else {
        let mut text: String = score.mistakes.iter().map(|m| safe(&gold::mistake(m)).into_owned() + "\n").collect();
        let _ = writeln!(text, "items      {}", score.items);
        let _ = writeln!(
            text,
            "precision  {precision:.3}  ({} right, {} extra)",
            score.counts.people.right, score.counts.people.extra
        );
        let _ = writeln!(text, "recall     {recall:.3}  ({} missing)", score.counts.people.missing);
        let (p, r) = (acted.precision(), acted.recall());
        let _ = writeln!(
            text,
            "acted      precision {p:.3} ({} extra), recall {r:.3} ({} missing)",
            acted.extra, acted.missing
        );
        let _ = writeln!(
            text,
            "relation   {relation:.3}  ({} of {})",
            score.counts.relations_right, score.counts.relations
        );
        output::text(&text)?;
    }
    Ok(gold::check_limits(args, precision, recall, Some(relation)))
}
