//! `byt topics eval`: the recognised topics compared with a labelled list.

use std::fmt::Write as _;

use serde_json::json;

use crate::cli::errors::{Exit, Failure};
use crate::cli::formats::ListFormat;
use crate::cli::gold::{self, Clue, EvalArgs, GoldLookup};
use crate::cli::layout::pad;
use crate::cli::messages::note;
use crate::cli::safe::safe;
use crate::cli::settings::Settings;
use crate::cli::{output, store};
use crate::eval::topics::GoldTopics;
use crate::eval::{self, GoldItem};

/// Prints mistakes and scores. Exits with 1 if a score is below its limit.
pub(super) fn run(args: &EvalArgs, format: ListFormat, settings: &Settings) -> Result<Exit, Failure> {
    if args.min_relation.is_some() {
        return Err(Failure::usage("topics have no relations, so --min-relation has no meaning here"));
    }
    let mut items = gold::read(&args.gold, GoldItem::<GoldTopics>::parse)?;
    let all = items.len();
    items.retain(|item| clue(item).identifies());
    if items.len() < all {
        note!("{} of {all} items have neither a title nor a day and are left out", all - items.len());
    }
    let labeller = store::labeller(settings)?;
    let mut lookup = GoldLookup::open(settings)?;
    let mut failure = None;
    let score = eval::evaluate(&items, |item| {
        let article = lookup.article(&clue(item)).unwrap_or_else(|e| {
            failure = Some(e);
            None
        });
        article.map(|article| labeller.label(&article).topics.into_iter().map(|t| t.id).collect())
    });
    if let Some(failure) = failure {
        return Err(failure);
    }
    let (precision, recall) = (score.counts.all().precision(), score.counts.all().recall());
    if format == ListFormat::Json {
        let topics: Vec<_> = score
            .counts
            .0
            .iter()
            .map(|(id, t)| json!({"id": id, "precision": t.precision(), "recall": t.recall(), "right": t.right, "allowed": t.allowed, "missing": t.missing, "extra": t.extra}))
            .collect();
        let mistakes: Vec<String> = score.mistakes.iter().map(gold::mistake).collect();
        output::json(&json!({
            "items": score.items, "precision": precision, "recall": recall, "topics": topics, "mistakes": mistakes,
        }))?;
    } else {
        let mut text: String = score.mistakes.iter().map(|m| safe(&gold::mistake(m)).into_owned() + "\n").collect();
        let _ = writeln!(text, "{} precision  recall  right  allowed  missing  extra", pad("topic", 22));
        for (id, t) in &score.counts.0 {
            let (p, r) = (t.precision(), t.recall());
            let _ = writeln!(
                text,
                "{} {p:>9.3} {r:>7.3} {:>6} {:>8} {:>8} {:>6}",
                pad(&safe(id), 22),
                t.right,
                t.allowed,
                t.missing,
                t.extra
            );
        }
        let _ = writeln!(text, "{} {precision:>9.3} {recall:>7.3}", pad(&format!("all {} items", score.items), 22));
        output::text(&text)?;
    }
    Ok(gold::check_limits(args, precision, recall, None))
}

fn clue(item: &GoldItem<GoldTopics>) -> Clue<'_> {
    Clue {
        kind: &item.article.kind,
        title: item.article.title.as_deref(),
        local: item.article.local.as_deref(),
        abstract_: item.article.abstract_.as_deref(),
    }
}
