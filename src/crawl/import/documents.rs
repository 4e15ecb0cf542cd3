//! Reads the documents of an input, whatever container they come from.

use std::ops::ControlFlow;

use super::{Importer, Outcome, content};
use crate::calendar::is_plausible;
use crate::container::{Document, Origin, Problem, Receiver};
use crate::crawl::json::{self, Json};
use crate::crawl::utf16;
use crate::portal::address::{Address, Site, site};
use crate::portal::{self, Proof, Rejected, Shape, cdx};
use crate::storage::StorageError;

impl Receiver for Importer<'_> {
    fn document(&mut self, document: Document<'_>) -> ControlFlow<()> {
        let mut outcome = std::mem::take(&mut self.outcome);
        let read = match document.origin {
            Origin::Recorded => self.recorded(document, &mut outcome),
            Origin::Alone | Origin::Member => self.file(document, &mut outcome),
        };
        self.outcome = outcome;
        match read {
            Ok(()) if !self.stops() => ControlFlow::Continue(()),
            Ok(()) => ControlFlow::Break(()),
            Err(error) => {
                self.error = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    fn container(&mut self, kind: &'static str) {
        self.recognised.container(kind);
    }

    /// A part without a URL may be anything; a document of another address is nothing that is lost.
    fn problem(&mut self, problem: Problem) {
        if problem.url.as_deref().is_some_and(|url| !may_be_article(url)) {
            self.outcome.skipped.add("documents that can't be read, at addresses of no article");
            return;
        }
        let mut outcome = std::mem::take(&mut self.outcome);
        self.fail(&problem.name, problem.reason, &mut outcome);
        self.outcome = outcome;
    }
}

impl Importer<'_> {
    /// A file: records, a page, or text.
    fn file(&mut self, mut document: Document<'_>, outcome: &mut Outcome) -> Result<(), StorageError> {
        let (name, origin) = (document.name.clone(), document.origin);
        let prefix = match document.prefix() {
            Ok(prefix) => prefix,
            Err(e) => {
                self.fail(&name, e.to_string(), outcome);
                return Ok(());
            }
        };
        let shape = portal::sniff(prefix);
        let decoded = utf16::prefix(prefix);
        let prefix = decoded.as_deref().unwrap_or(prefix);
        let json = match shape {
            Shape::Json => Some(json::kind(prefix)),
            Shape::Text if origin == Origin::Alone && json::is_behind_remark(prefix) => Some(Json::Lines),
            _ => None,
        };
        match json {
            Some(Json::Lines) if origin == Origin::Member && !json::has_record(prefix) => {
                outcome.skipped.add("logs and other JSON Lines without articles");
                Ok(())
            }
            Some(Json::Lines | Json::Records) => self.documents(&name, document.stream(), proof_for(origin), outcome),
            Some(Json::Document) => self.answer(document, proof_for(origin), outcome),
            None => self.page(document, outcome),
        }
    }

    /// A page or a text, which is read whole.
    fn page(&mut self, document: Document<'_>, outcome: &mut Outcome) -> Result<(), StorageError> {
        let (name, origin) = (document.name.clone(), document.origin);
        let media_type = document.media_type.clone();
        let content = match content::read(document) {
            Ok(content) => content,
            Err(e) => {
                self.fail(&name, e.to_string(), outcome);
                return Ok(());
            }
        };
        self.progress(content.saved_bytes);
        match portal::read_file(&content.bytes, proof_for(origin), media_type.as_deref()) {
            Ok(page) => self.sighted(&name, page, content, None, outcome),
            // An archive holds what it holds.
            Err(why) if origin == Origin::Member && !is_damaged_page(&why) => {
                outcome.skipped.add(why.many());
                Ok(())
            }
            Err(why) => {
                self.fail(&name, why.to_string(), outcome);
                Ok(())
            }
        }
    }

    /// A recorded response. Pages of other sites, and pages that are no articles, are left out.
    fn recorded(&mut self, document: Document<'_>, outcome: &mut Outcome) -> Result<(), StorageError> {
        let (name, url, moment) = (document.name.clone(), document.url.clone(), document.moment);
        let media_type = document.media_type.clone();
        if let Some(text) = &document.warning {
            self.warn(&name, text.clone());
        }
        let content = match content::read(document) {
            Ok(content) => content,
            Err(e) => {
                self.fail(&name, e.to_string(), outcome);
                return Ok(());
            }
        };
        self.progress(content.saved_bytes);
        // A capture has the time that the archive states, not the time of the request.
        let stated = url.as_deref().and_then(cdx::captured_at).or(moment);
        let fetched = stated.filter(|at| is_plausible(*at, self.clock));
        if url.as_deref().is_some_and(is_elsewhere) {
            outcome.skipped.add("pages of other sites");
            return Ok(());
        }
        match portal::read_labelled(&content.bytes, url.as_deref(), media_type.as_deref()) {
            Ok(mut page) => {
                if let Some(stated) = stated.filter(|_| fetched.is_none()) {
                    self.warn(&name, format!("its date, {}, lies in the future and is ignored", stated.date_naive()));
                }
                if let Some(shown) = &page.article
                    && self.intake.is_shown_elsewhere(shown)?
                {
                    let reason = "another address has the same article: its server returned one page for both";
                    self.fail(&name, reason.to_owned(), outcome);
                    page.article = None;
                }
                self.sighted(&name, page, content, fetched, outcome)
            }
            Err(why) if is_damaged_page(&why) || url.as_deref().is_some_and(may_be_article) => {
                self.fail(&name, why.to_string(), outcome);
                Ok(())
            }
            Err(why) => {
                outcome.skipped.add(why.many());
                Ok(())
            }
        }
    }
}

/// How much proof a text needs to be an article.
fn proof_for(origin: Origin) -> Proof {
    if origin == Origin::Alone { Proof::Likely } else { Proof::Certain }
}

/// Whether a document that can't be read proves to be the portal's all the same.
fn is_damaged_page(why: &Rejected) -> bool {
    matches!(why, Rejected::HtmlCut | Rejected::CaptureCut)
}

/// Whether an address is one of another site.
fn is_elsewhere(url: &str) -> bool {
    matches!(site(url), Some(Site::Other(_)))
}

/// Whether an address is one of an article, or of the interface through which today's portal gives them.
fn may_be_article(url: &str) -> bool {
    const BRIDGE: &str = "/bridge?url=";
    !is_elsewhere(url) && (url.contains(BRIDGE) || Address::parse(url).is_some_and(|address| address.key().is_some()))
}
