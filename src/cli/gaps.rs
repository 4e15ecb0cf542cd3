//! The requested days without any article: those on which the portal published nothing, and those of which nothing was
//! collected.

use chrono::{DateTime, NaiveDate, Utc};

use super::answerer::Answerer;
use super::coverage::{coverage, covered};
use super::errors::Failure;
use super::messages::remark;
use super::months;
use super::question::Question;
use super::settings::Settings;
use super::texts::Texts;
use crate::calendar::{Days, Month, vietnam_offset};
use crate::corpus::Covered;
use crate::export::Coverage;
use crate::query::{self, DayRange, Filter, Filters, Matches, Query, Source};

/// Reports the requested days for which the corpus has no article at all, and whether it would have one if there were.
pub(crate) fn print(
    question: &Question,
    found: &Matches<'_>,
    answerer: Answerer<'_>,
    settings: &Settings,
) -> Result<(), Failure> {
    let range = question.options.days().intersection(question.query.filters.days());
    print_range(range, &covered(found, answerer, settings)?, answerer, settings)
}

/// Says what “not collected” in the periods of a count means: of which months there is nothing, and of which perhaps not
/// everything.
pub(crate) fn print_of_periods(
    question: &Question,
    found: &Matches<'_>,
    answerer: Answerer<'_>,
    settings: &Settings,
) -> Result<(), Failure> {
    let days: Vec<NaiveDate> = found.days()?.into_iter().map(|(day, _)| day).collect();
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(()) };
    let (from, to) = question.days();
    let range = DayRange { from: from.or(Some(*first)), to: to.or(Some(*last)) };
    let covered = covered(found, answerer, settings)?;
    // With a first day, the notes on the matches have said so.
    if from.is_none() {
        print_range(range, &covered, answerer, settings)?;
    }
    print_partly_collected(
        Days { first: from.unwrap_or(*first), last: to.unwrap_or(*last) },
        &covered,
        answerer,
        settings,
    )
}

/// Says of which months with articles perhaps not everything was collected.
pub(crate) fn print_partly_collected(
    days: Days,
    covered: &Covered,
    answerer: Answerer<'_>,
    settings: &Settings,
) -> Result<(), Failure> {
    let range = DayRange { from: Some(days.first), to: Some(days.last) };
    let all =
        query::find(answerer.source, &Query::default(), &Filters::everywhere().with(Filter::Date(range)))?.days()?;
    let Days { first, last } = Days { last: days.last.min(settings.today()), ..days };
    let is_sure = |month: &Month| {
        let asked = |days: Days| Days { first: days.first.max(first), last: days.last.min(last) };
        month.days().is_none_or(|days| covered.span_of(asked(days)).is_some())
    };
    let mut months: Vec<Month> = all.into_iter().map(|(day, _)| Month::of(day)).collect();
    months.dedup();
    months.retain(|month| !is_sure(month));
    if !months.is_empty() {
        remark(settings.texts, &settings.texts.perhaps_part_of(months::ranges(&months, settings.texts).join(", ")));
    }
    Ok(())
}

/// Reports the days of a range for which the corpus has no article at all, and whether it would have one if there were.
pub(crate) fn print_range(
    range: DayRange,
    covered: &Covered,
    answerer: Answerer<'_>,
    settings: &Settings,
) -> Result<(), Failure> {
    let texts = settings.texts;
    let Coverage { articles, first, last, .. } = coverage(answerer, settings)?;
    let (Some(first), Some(last)) = (first, last) else {
        remark(texts, &if articles == 0 { texts.corpus_is_empty() } else { texts.nothing_is_dated() });
        return Ok(());
    };
    let Some(asked) = asked(range.from, range.to, Days { first, last }) else { return Ok(()) };
    if asked.first > settings.today() {
        remark(texts, &texts.days_in_the_future());
        return Ok(());
    }
    let everything = Filters::everywhere().with(Filter::Date(range));
    let days = query::find(answerer.source, &Query::default(), &everything)?.days()?;
    let present: Vec<NaiveDate> = days.into_iter().map(|(day, _)| day).collect();
    let asked = Days { last: asked.last.min(settings.today()), ..asked };
    // Their days aren't in the index.
    let has_withdrawn = matches!(answerer.source, Source::Index(index) if index.withdrawn() > 0);
    let corpus = Collected { covered, days: Days { first, last }, has_withdrawn };
    for sentence in sentences(asked, &present, &corpus, texts) {
        remark(texts, &sentence);
    }
    Ok(())
}

/// The days that were asked for. An open end is that of the corpus. `None` if any day was good.
fn asked(from: Option<NaiveDate>, to: Option<NaiveDate>, corpus: Days) -> Option<Days> {
    match (from, to) {
        (None, None) => None,
        (Some(first), Some(last)) => Some(Days { first, last }).filter(|days| days.first <= days.last),
        (Some(first), None) => Some(Days { first, last: corpus.last.max(first) }),
        (None, Some(last)) => Some(Days { first: corpus.first.min(last), last }),
    }
}

/// What is known of the corpus as a whole.
struct Collected<'a> {
    covered: &'a Covered,
    /// From its first article to its last.
    days: Days,
    /// Whether articles were withdrawn, on whatever days.
    has_withdrawn: bool,
}

/// What to say about the requested days without an article: of all of them, or of the months that have none.
fn sentences(asked: Days, present: &[NaiveDate], corpus: &Collected<'_>, texts: Texts) -> Vec<String> {
    let covered = corpus.covered;
    let complete = |as_of| complete(as_of, corpus.has_withdrawn, texts);
    if present.is_empty() {
        return match covered.span_of(asked) {
            Some(span) => vec![texts.published_nothing(complete(span.as_of))],
            None if each_day(asked).any(|day| covered.has(day)) => vec![texts.partly_collected()],
            None => vec![texts.collected_nothing(corpus.days.first, corpus.days.last)],
        };
    }
    let (mut unknown, mut partly, mut empty, mut as_of) = (Vec::new(), Vec::new(), Vec::new(), None);
    for month in Month::range(Month::of(asked.first), Month::of(asked.last)) {
        let Some(days) = month.days().filter(|_| !present.iter().any(|day| Month::of(*day) == month)) else { continue };
        let days = Days { first: days.first.max(asked.first), last: days.last.min(asked.last) };
        match covered.span_of(days) {
            Some(span) => {
                empty.push(month);
                as_of = as_of.max(Some(span.as_of));
            }
            None if each_day(days).any(|day| covered.has(day)) => partly.push(month),
            None => unknown.push(month),
        }
    }
    let mut sentences = Vec::new();
    if !unknown.is_empty() {
        sentences.push(texts.collected_nothing_for(months::ranges(&unknown, texts).join(", ")));
    }
    if !partly.is_empty() {
        sentences.push(texts.collected_part_of(months::ranges(&partly, texts).join(", ")));
    }
    if let Some(as_of) = as_of {
        let months = months::ranges(&empty, texts).join(", ");
        sentences.push(texts.published_nothing_in(months, complete(as_of)));
    }
    sentences
}

fn each_day(days: Days) -> impl Iterator<Item = NaiveDate> {
    days.first.iter_days().take_while(move |day| *day <= days.last)
}

/// Up to when the corpus is complete, on the Vietnamese clock.
fn complete(as_of: DateTime<Utc>, has_withdrawn: bool, texts: Texts) -> String {
    let complete = texts.complete_as_of(as_of.with_timezone(&vietnam_offset()).format("%Y-%m-%d %H:%M"));
    if has_withdrawn { texts.withdrawn_aside(complete) } else { complete }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::moment;
    use crate::corpus::Run;
    use crate::wording::Language;

    fn days(text: &str) -> Days {
        let (first, last) = text.split_once("..").unwrap();
        Days { first: first.parse().unwrap(), last: last.parse().unwrap() }
    }

    /// One complete run began on 1 February 2026 and saw articles from 10 October 2025 on.
    fn covered() -> Covered {
        let started = moment(2026, 2, 1, 8, 0).unwrap().to_utc();
        let run = Run::begun("bridge", started, started);
        let oldest = moment(2025, 10, 10, 9, 0);
        Covered::by([Run { portal: Some("https://moh.gov.vn".into()), complete: true, oldest, ..run }].iter())
    }

    fn said(asked: &str, present: &[&str]) -> String {
        let present: Vec<NaiveDate> = present.iter().map(|day| day.parse().unwrap()).collect();
        let corpus = Collected { covered: &covered(), days: days("2025-10-10..2026-01-20"), has_withdrawn: false };
        sentences(days(asked), &present, &corpus, Texts(Language::English)).join("; ")
    }

    #[test]
    fn a_withdrawn_article_may_have_been_published_on_any_day() {
        let corpus = Collected { covered: &covered(), days: days("2025-10-10..2026-01-20"), has_withdrawn: true };
        let said = sentences(days("2026-01-21..2026-01-31"), &[], &corpus, Texts(Language::English));
        assert_eq!(
            said,
            ["the portal published nothing on these days (complete as of 2026-02-01 08:00, withdrawn articles aside)"]
        );
    }

    #[test]
    fn days_of_a_complete_run_are_empty_and_others_unknown() {
        let check =
            |asked: &str, present: &[&str], expected: &str| assert_eq!(said(asked, present), expected, "{asked}");
        check(
            "2026-01-21..2026-01-31",
            &[],
            "the portal published nothing on these days (complete as of 2026-02-01 08:00)",
        );
        check(
            "2025-10-01..2025-10-09",
            &[],
            "nothing was collected for these days; the corpus has articles from 2025-10-10 to 2026-01-20",
        );
        check("2025-10-01..2025-10-12", &[], "only some of these days were collected; nothing was published on those");
        check(
            "2025-07-01..2025-12-31",
            &["2025-11-03"],
            "nothing was collected for 2025-07 to 2025-09; only a part of 2025-10 was collected; the portal published nothing in 2025-12 (complete as of 2026-02-01 08:00)",
        );
        check("2025-10-15..2025-11-20", &["2025-10-16", "2025-11-03"], "");
        check("2025-10-01..2025-11-30", &["2025-11-03"], "only a part of 2025-10 was collected");
    }

    #[test]
    fn an_open_end_is_that_of_the_corpus() {
        let corpus = days("2025-10-10..2026-01-20");
        let day = |text: &str| Some(text.parse().unwrap());
        let check = |from, to, expected: Option<&str>| assert_eq!(asked(from, to, corpus), expected.map(days));
        check(None, None, None);
        check(day("2026-01-01"), None, Some("2026-01-01..2026-01-20"));
        check(day("2026-03-01"), None, Some("2026-03-01..2026-03-01"));
        check(None, day("2025-12-01"), Some("2025-10-10..2025-12-01"));
        check(None, day("2020-12-01"), Some("2020-12-01..2020-12-01"));
        check(day("2026-01-02"), day("2026-01-01"), None);
    }
}
