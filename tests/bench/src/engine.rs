//! The search engine as a user would set it up by himself: tantivy with its default analyser, the
//! texts in its own store, leaders and fields taken over from the record.
//!
//! It does less than `byt` does: no decomposed text is composed, no form without accents, no labels,
//! no document numbers, no snippet, no checksum, no versions.

use std::error::Error;
use std::ops::Bound;
use std::path::Path;

use chrono::{DateTime as Rfc3339, Datelike, NaiveDate, TimeDelta};
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{
    DateOptions, FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TEXT, TextOptions,
};
use tantivy::tokenizer::TokenStream;
use tantivy::{DateTime, Index, TantivyDocument, Term};

use crate::record::Record;

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

pub struct Engine {
    pub index: Index,
    pub url: Field,
    pub title: Field,
    pub lead: Field,
    pub body: Field,
    pub leaders: Field,
    pub fields: Field,
    pub date: Field,
    pub month: Field,
}

impl Engine {
    /// Makes an empty index in a folder, which must not be there yet.
    pub fn create(dir: &Path) -> Result<Engine> {
        std::fs::create_dir_all(dir)?;
        let mut schema = Schema::builder();
        // TEXT is the default analyser with frequencies and positions.
        let text: TextOptions = TEXT | STORED;
        schema.add_text_field("url", STRING | STORED);
        for name in ["title", "lead", "body"] {
            schema.add_text_field(name, text.clone());
        }
        schema.add_text_field("leaders", STRING | STORED);
        schema.add_text_field("fields", STRING | STORED);
        schema.add_date_field("date", DateOptions::from(INDEXED | STORED | FAST));
        schema.add_u64_field("month", FAST);
        Engine::over(Index::create_in_dir(dir, schema.build())?)
    }

    pub fn open(dir: &Path) -> Result<Engine> {
        Engine::over(Index::open_in_dir(dir)?)
    }

    fn over(index: Index) -> Result<Engine> {
        let schema = index.schema();
        let field = |name| schema.get_field(name);
        let (url, title, lead, body) = (field("url")?, field("title")?, field("lead")?, field("body")?);
        let (leaders, fields, date, month) = (field("leaders")?, field("fields")?, field("date")?, field("month")?);
        Ok(Engine { index, url, title, lead, body, leaders, fields, date, month })
    }

    /// The document of a line of JSON.
    pub fn document(&self, line: &str) -> Result<TantivyDocument> {
        let record: Record = serde_json::from_str(line)?;
        let published = Rfc3339::parse_from_rfc3339(&record.published)?;
        let mut document = TantivyDocument::default();
        document.add_text(self.url, &record.url);
        document.add_text(self.title, &record.title);
        document.add_text(self.lead, &record.abstract_);
        document.add_text(self.body, &record.body);
        for caption in &record.captions {
            document.add_text(self.body, caption);
        }
        for leader in &record.leaders {
            document.add_text(self.leaders, leader);
        }
        for field in &record.fields {
            document.add_text(self.fields, field);
        }
        document.add_date(self.date, DateTime::from_timestamp_secs(published.timestamp()));
        document.add_u64(self.month, u64::try_from(published.year())? * 12 + u64::from(published.month0()));
        Ok(document)
    }

    /// All of the words, each in any of the three texts.
    pub fn words(&self, text: &str) -> Result<Box<dyn Query>> {
        let terms = [self.title, self.lead, self.body].map(|field| self.terms(field, text));
        let [titles, leads, bodies] = terms;
        let mut all: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for term in titles?.into_iter().zip(leads?).zip(bodies?).map(|((title, lead), body)| [title, lead, body]) {
            let any = term.map(|term| boxed(TermQuery::new(term, IndexRecordOption::WithFreqs)));
            all.push((Occur::Must, boxed(BooleanQuery::union(any.into()))));
        }
        Ok(boxed(BooleanQuery::new(all)))
    }

    /// The words in this order, in any of the three texts.
    pub fn phrase(&self, text: &str) -> Result<Box<dyn Query>> {
        let mut any = Vec::new();
        for field in [self.title, self.lead, self.body] {
            any.push(boxed(PhraseQuery::new(self.terms(field, text)?)));
        }
        Ok(boxed(BooleanQuery::union(any)))
    }

    /// Articles in which a leader is named, from the first to the last day of two years.
    pub fn leader(&self, name: &str, first_year: i32, last_year: i32) -> Result<Box<dyn Query>> {
        let midnight = |year| {
            let day = NaiveDate::from_ymd_opt(year, 1, 1).ok_or("no such year")?;
            let utc = day.and_hms_opt(0, 0, 0).ok_or("no such hour")? - TimeDelta::hours(7);
            Ok::<_, Box<dyn Error>>(Term::from_field_date(
                self.date,
                DateTime::from_timestamp_secs(utc.and_utc().timestamp()),
            ))
        };
        let days = RangeQuery::new(Bound::Included(midnight(first_year)?), Bound::Excluded(midnight(last_year + 1)?));
        let named = TermQuery::new(Term::from_field_text(self.leaders, name), IndexRecordOption::Basic);
        Ok(boxed(BooleanQuery::intersection(vec![boxed(named), boxed(days)])))
    }

    fn terms(&self, field: Field, text: &str) -> Result<Vec<Term>> {
        let mut analyser = self.index.tokenizer_for_field(field)?;
        let mut tokens = analyser.token_stream(text);
        let mut terms = Vec::new();
        tokens.process(&mut |token| terms.push(Term::from_field_text(field, &token.text)));
        Ok(terms)
    }
}

fn boxed(query: impl Query) -> Box<dyn Query> {
    Box::new(query)
}
