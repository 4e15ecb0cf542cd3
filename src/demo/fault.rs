//! Misbehaviour to order.

use std::time::Duration;

/// Where, when and how the portal misbehaves.
#[derive(Debug, Clone)]
pub struct Rule {
    /// A part of the request's target (path and query), or of its body.
    pub(super) part: String,
    /// How many fitting requests are answered properly first.
    pub(super) spared: usize,
    /// How many after those are not; `None` for all.
    pub(super) times: Option<usize>,
    pub(super) fault: Fault,
    pub(super) met: usize,
}

/// What happens instead of a good answer.
#[derive(Debug, Clone)]
pub enum Fault {
    /// A status with a short page.
    Status(u16),
    /// Another answer altogether.
    Answer { status: u16, headers: Vec<(String, String)>, body: Vec<u8> },
    /// Bytes as they are, then the end of the connection.
    Raw(Vec<u8>),
    /// The good answer, after a while.
    Delay(Duration),
    /// The good answer, one byte of its body at a time.
    Drip { every: Duration },
    /// The same, from the first byte of its head.
    DripHead { every: Duration },
    /// Nothing at all, with the connection open.
    StallBeforeHead,
    /// The head and half of the body, with the connection open.
    StallInBody,
    /// The full length announced, half of the body sent, the connection closed.
    CutInBody,
    /// Chunks, of which the last is cut.
    CutInChunk,
    /// The good answer in chunks.
    Chunked,
    /// The connection reset before anything is answered.
    Reset,
    /// A redirect with this status.
    Redirect(u16, String),
    /// The good answer, packed by gzip.
    Gzip,
    /// So many withheld articles come out, then the good answer.
    Publish(usize),
}

impl Rule {
    /// The fault, for all requests whose target or body contains `part`.
    pub fn on(part: &str, fault: Fault) -> Rule {
        Rule { part: part.to_owned(), spared: 0, times: None, fault, met: 0 }
    }

    /// A header-less answer, for all requests whose target or body contains `part`.
    pub fn answer(part: &str, status: u16, body: &str) -> Rule {
        Rule::on(part, Fault::Answer { status, headers: Vec::new(), body: body.as_bytes().to_vec() })
    }

    /// Limits the fault to the first `times` requests that fit.
    pub fn times(self, times: usize) -> Rule {
        Rule { times: Some(times), ..self }
    }

    /// Spares the first `spared` requests that fit.
    pub fn after(self, spared: usize) -> Rule {
        Rule { spared, ..self }
    }

    /// Takes note of a request and says whether the fault strikes.
    pub(super) fn strikes(&mut self, target: &str, body: &str) -> bool {
        if !target.contains(&self.part) && !body.contains(&self.part) {
            return false;
        }
        self.met += 1;
        self.met > self.spared && self.times.is_none_or(|times| self.met <= self.spared + times)
    }
}
