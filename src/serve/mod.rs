//! The pages: the corpus for people who prefer a browser, and a small API.
//!
//! A page is a client of the commands. It asks them through [`answers::Commands`], with words as on a command line, and
//! gets the JSON that `byt schema` describes; `/export` and `/api` pass on what a command writes, byte for byte. So a page
//! can't find anything else than the command, and this module knows no corpus, no index and no query: only HTTP and HTML.
//!
//! ```text
//! listen     accepts connections, within limits            guard      which requests are answered at all
//! respond    from a request to a response                  route      what a path means
//! params     parameters of an address, as words            stream     the output of a command, as it is written
//! pages      HTML                                          documents  what the commands' JSON says
//! view       language and links                            shown      text that is safe to show
//! site       the same pages as files                       lists      people and topics, which every page needs
//! openapi    the description of the API, for programs     timed      a connection that is cut if nobody reads
//! recent     pages of the last seconds
//! ```
//!
//! Nothing here writes: only GET and HEAD are answered. Between two requests the server keeps the lists of names and the
//! pages of the last seconds, both of one state of the corpus.

mod answers;
mod documents;
mod guard;
mod listen;
mod lists;
mod openapi;
mod pages;
mod params;
mod recent;
mod respond;
mod route;
mod shown;
mod site;
mod stream;
#[cfg(test)]
mod tests;
mod timed;
mod view;
mod wording;

pub(crate) use answers::{Commands, Ended, Output, Refusal, RefusalKind, Snapshots};
pub(crate) use guard::Hosts;
pub(crate) use listen::{ServeError, Server};
pub(crate) use site::{SiteError, site};
pub(crate) use view::Language;
