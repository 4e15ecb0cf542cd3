//! `byt topics explain ID`: why an article has its topics, or where a topic's phrases occur.

use serde_json::{Value, json};

use crate::article::Article;
use crate::cli::errors::{Exit, Failure};
use crate::cli::formats::ListFormat;
use crate::cli::layout::{Width, pad, under};
use crate::cli::safe::safe;
use crate::cli::settings::Settings;
use crate::cli::texts::{Texts, Wording};
use crate::cli::{output, store};
use crate::export::quote;
use crate::query::{self, Filters, Query};
use crate::topics::{Explanation, Lookup, Topic, Verdict};
use crate::wording::Language;

/// The maximum number of articles shown for a topic.
const EXAMPLES_MAX: usize = 20;

pub(super) fn run(id: &str, format: ListFormat, settings: &Settings) -> Result<Exit, Failure> {
    let mut store = store::open(settings)?;
    // If a topic's id is also the slug of an article, the topic is meant.
    let article = if id.contains("://") { store.offset_of(id)? } else { store.with_key(id)?.map(|(offset, _)| offset) };
    if let Some(offset) = article {
        let article = store.ledger.read_at(offset)?;
        let explanations = store.labeller.explain_topics(&article);
        show(&[(&article, explanations)], format, store.words())?;
        return Ok(Exit::Done);
    }
    let topic = match store.labeller.topics().find(id) {
        Lookup::One(topic) => topic.clone(),
        Lookup::Nothing(near) => {
            let failure = Failure::usage(format!("there is no article or topic “{id}”"));
            return Err(match near.first() {
                Some(near) => failure.hint(format!("did you mean the topic “{near}”?")),
                None => failure.hint("`byt topics` lists the topics, `byt search` the articles"),
            });
        }
    };
    let everything = query::find(&store.index, &Query::default(), &Filters::everywhere())?;
    let mut matching: Vec<Article> = Vec::new();
    for place in everything.all_newest_first()? {
        let article = store.ledger.read_at(place.offset)?;
        if store.labeller.explain_topics(&article).iter().any(|e| e.topic.id == topic.id) {
            matching.push(article);
        }
        if matching.len() == EXAMPLES_MAX {
            break;
        }
    }
    if format == ListFormat::Text {
        output::text(&phrases(&topic, settings.texts))?;
    }
    let of_topic = |article| {
        let mut all = store.labeller.explain_topics(article);
        all.retain(|e| e.topic.id == topic.id);
        (article, all)
    };
    let rows: Vec<_> = matching.iter().map(of_topic).collect();
    show(&rows, format, store.words())?;
    Ok(Exit::Done)
}

fn phrases(topic: &Topic, texts: Texts) -> String {
    let width = Width::of_stdout().text();
    let mut text = under("", &safe(&format!("{}: {}", topic.id, texts.topic_names(topic))), width);
    for (what, phrases) in [
        (texts.phrases(), &topic.phrases),
        (texts.phrases_of_titles(), &topic.title),
        (texts.phrases_except(), &topic.exclude),
    ] {
        if !phrases.is_empty() {
            text += &under(&format!("  {what}: "), &safe(&phrases.join(", ")), width);
        }
    }
    text
}

fn show(rows: &[(&Article, Vec<Explanation<'_>>)], format: ListFormat, words: Wording<'_>) -> Result<(), Failure> {
    if format == ListFormat::Json {
        return output::json(&rows.iter().map(|(article, all)| explanation_json(article, all)).collect());
    }
    let because_of = |verdict| match because(verdict, words.texts) {
        because if because.is_empty() => because,
        because => format!(": {because}"),
    };
    let width = Width::of_stdout().text();
    let mut text = String::new();
    for (article, all) in rows {
        text += "\n";
        text += &under(&format!("{}  ", article.id), &safe(&article.title), width);
        for e in all {
            for hit in &e.hits {
                let sign = if hit.verdict == Verdict::Counts { '+' } else { '-' };
                let line = format!("“{}”{}", quote(article, &hit.place), because_of(&hit.verdict));
                text += &under(&format!("  {sign} {} ", pad(&safe(words.topic(&e.topic.id)), 22)), &safe(&line), width);
            }
        }
    }
    output::text(&text)
}

fn because(verdict: &Verdict, texts: Texts) -> String {
    match verdict {
        Verdict::Counts => String::new(),
        Verdict::Excluded { by } => texts.not_within(by),
        Verdict::NotLast => texts.only_alone(),
        Verdict::TitleOnly => texts.only_in_titles(),
        Verdict::UnitName => texts.part_of_a_unit(),
        Verdict::Event { id } => texts.part_of_a_unit_event(id),
    }
}

fn explanation_json(article: &Article, all: &[Explanation<'_>]) -> Value {
    let topics = all.iter().map(|e| {
        let hits = e.hits.iter().map(|hit| {
            json!({
                "evidence": quote(article, &hit.place),
                "where": hit.place.zone,
                "counts": hit.verdict == Verdict::Counts,
                "because": because(&hit.verdict, Texts(Language::English)),
            })
        });
        json!({ "id": e.topic.id, "labelled": e.labelled, "hits": hits.collect::<Vec<_>>() })
    });
    json!({ "id": article.id, "title": article.title, "topics": topics.collect::<Vec<_>>() })
}
