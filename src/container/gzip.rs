//! Gzip (RFC 1952), member by member, past damage.
//!
//! A member is unpacked whole before anything is taken from it, so that nothing comes from one whose
//! checksum fails; only a member that is too long for that is passed on as it is unpacked. Where a
//! member is damaged, reading returns an error that holds a [`Break`] and continues with the next
//! member that can be found.

use std::io::{self, Read};

use flate2::Decompress;

use super::budget::Budget;
use super::inflate::{self, Sum};
use super::window::Window;

/// Longest member that is unpacked whole before anything is taken from it, in unpacked bytes.
const MEMBER_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Longest header of a member: names and comments are short.
const HEADER_BYTES_MAX: usize = 128 * 1024;
/// Most places in one stream at which a member is looked for and not found after damage.
const ATTEMPTS_MAX: u32 = 1000;
const MAGIC: &[u8] = b"\x1f\x8b\x08";
/// Bits of the flags that the standard leaves open; a member has none of them.
const RESERVED_FLAGS: u8 = 0xe0;
const TRAILER_BYTES: usize = 8;

/// Why a stream of members is interrupted. What follows begins a new member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Break {
    #[error("the checksum of a gzip member fails")]
    Checksum,
    #[error("a gzip member is damaged")]
    Damaged,
    /// What follows was unpacked from a member that is damaged later on: only what proves to be whole counts.
    #[error("a gzip member is damaged")]
    Suspect,
    #[error("the file ends inside a gzip member")]
    Cut,
    #[error("it is damaged at too many places; the rest is not read")]
    GivenUp,
    #[error("bytes that aren't a gzip member follow the last one")]
    Foreign,
}

impl From<inflate::InflateFault> for Break {
    fn from(fault: inflate::InflateFault) -> Break {
        match fault {
            inflate::InflateFault::Damaged => Break::Damaged,
            inflate::InflateFault::Cut => Break::Cut,
        }
    }
}

impl Break {
    /// The interruption that an error of a [`GzipReader`] means.
    pub(super) fn of(error: &io::Error) -> Option<Break> {
        error.get_ref()?.downcast_ref().copied()
    }
}

pub(super) struct GzipReader<R> {
    input: Window<R>,
    budget: Budget,
    inflate: Decompress,
    state: State,
    /// Whether a member was damaged and the next one has not been found.
    is_lost: bool,
    attempts: u32,
    members: u64,
}

enum State {
    /// At a place where a member should begin.
    Between,
    /// A member, or its beginning, that was unpacked before.
    Serving {
        data: Vec<u8>,
        at: usize,
        then: Then,
    },
    /// A member that is too long to be unpacked before.
    Streaming(Sum),
    Ended,
}

/// What follows unpacked bytes.
enum Then {
    Member,
    Break(Break),
    RestOfMember(Sum),
}

/// What unpacking a member came to.
enum Unpacked {
    Whole(Vec<u8>),
    /// The beginning of a long member.
    Long(Vec<u8>, Sum),
    /// What was unpacked before the damage.
    Damaged(Vec<u8>, Break),
}

impl<R: Read> GzipReader<R> {
    pub(super) fn new(source: R, budget: Budget) -> GzipReader<R> {
        GzipReader {
            input: Window::new(source),
            budget,
            inflate: Decompress::new(false),
            state: State::Between,
            is_lost: false,
            attempts: 0,
            members: 0,
        }
    }

    /// Finds and unpacks the next member.
    fn next_member(&mut self) -> io::Result<State> {
        self.skip_to_member()?;
        if self.input.fill(1).is_empty() {
            return self.input.take_error().map_or(Ok(State::Ended), Err);
        }
        self.members += 1;
        let state = match self.unpack()? {
            Unpacked::Whole(data) => State::Serving { data, at: 0, then: Then::Member },
            Unpacked::Long(data, sum) => State::Serving { data, at: 0, then: Then::RestOfMember(sum) },
            Unpacked::Damaged(data, why) => return self.damaged(data, why),
        };
        self.is_lost = false;
        Ok(state)
    }

    /// Skips what is between two members: zeros, and bytes that belong to no member.
    fn skip_to_member(&mut self) -> io::Result<()> {
        if self.members == 0 {
            return Ok(());
        }
        if !self.is_lost {
            self.input.skip_to(0, |bytes, _| bytes.iter().position(|b| *b != 0));
            if begins_member(self.input.fill(MAGIC.len() + 1)) {
                return Ok(());
            }
        }
        let is_record = self.input.fill(5).starts_with(b"WARC/");
        let (skipped, found) = self.input.skip_to(MAGIC.len(), |bytes, _| find_member(bytes));
        // Words after the last member are not damage; before another member they are.
        if !self.is_lost && skipped > 0 && (found || is_record) {
            self.is_lost = true;
            return Err(self.interrupted(Break::Foreign, State::Between));
        }
        Ok(())
    }

    fn damaged(&mut self, data: Vec<u8>, why: Break) -> io::Result<State> {
        let was_lost = std::mem::replace(&mut self.is_lost, true);
        // A member whose end is missing swallows the next one, and then it ends with the file, too.
        let why = if why == Break::Cut
            && find_member(&self.input.buffered()[1.min(self.input.buffered().len())..]).is_some()
        {
            Break::Damaged
        } else {
            why
        };
        if why == Break::Cut && !was_lost {
            // The beginning of a member that ends early is right.
            self.input.skip(usize::MAX);
            return Ok(State::Serving { data, at: 0, then: Then::Break(Break::Cut) });
        }
        // The next member may begin anywhere after the first byte of this one.
        self.input.skip(1);
        if was_lost {
            self.attempts += 1;
            if self.attempts < ATTEMPTS_MAX {
                return Ok(State::Between);
            }
            return Err(self.interrupted(Break::GivenUp, State::Ended));
        }
        if why == Break::Damaged && !data.is_empty() {
            let suspect = State::Serving { data, at: 0, then: Then::Break(Break::Damaged) };
            return Err(self.interrupted(Break::Suspect, suspect));
        }
        Err(self.interrupted(why, State::Between))
    }

    /// The error for an interruption, after which reading continues from `next`.
    fn interrupted(&mut self, why: Break, next: State) -> io::Error {
        self.state = next;
        io::Error::other(why)
    }

    /// Unpacks the member at the present place, which stays in memory until it proves to be whole or long.
    fn unpack(&mut self) -> io::Result<Unpacked> {
        let Some(mut at) = header_bytes(&mut self.input) else {
            let why = if self.input.is_at_end() && self.members > 1 { Break::Cut } else { Break::Damaged };
            return Ok(Unpacked::Damaged(Vec::new(), why));
        };
        self.inflate.reset(false);
        let (mut data, mut sum) = (Vec::new(), Sum::default());
        let (mut counted, mut ended) = (0, Ok(false));
        while matches!(ended, Ok(false)) && data.len() < MEMBER_BYTES_MAX {
            ended = inflate::some(&mut self.inflate, &mut self.input, &mut at, &mut data);
            self.budget.spend((data.len() - counted) as u64)?;
            counted = data.len();
        }
        sum.add(&data);
        match ended {
            Ok(false) => {
                self.input.skip(at);
                Ok(Unpacked::Long(data, sum))
            }
            Ok(true) => Ok(match trailer(&mut self.input, at, &sum) {
                Ok(end) => {
                    self.input.skip(end);
                    Unpacked::Whole(data)
                }
                Err(why) => Unpacked::Damaged(data, why),
            }),
            Err(fault) => Ok(Unpacked::Damaged(data, fault.into())),
        }
    }

    /// Unpacks more of a long member.
    fn stream(&mut self, mut sum: Sum) -> io::Result<State> {
        let (mut data, mut at) = (Vec::new(), 0);
        let ended = inflate::some(&mut self.inflate, &mut self.input, &mut at, &mut data);
        self.budget.spend(data.len() as u64)?;
        sum.add(&data);
        let ended = match ended {
            Ok(true) => trailer(&mut self.input, at, &sum).map(|end| {
                at = end;
                true
            }),
            ended => ended.map_err(Break::from),
        };
        self.input.skip(at);
        let then = match ended {
            Ok(true) => Then::Member,
            Ok(false) => Then::RestOfMember(sum),
            Err(why) => {
                self.is_lost = true;
                Then::Break(why)
            }
        };
        Ok(State::Serving { data, at: 0, then })
    }
}

impl<R: Read> Read for GzipReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            self.state = match std::mem::replace(&mut self.state, State::Ended) {
                State::Between => self.next_member()?,
                State::Streaming(sum) => self.stream(sum)?,
                State::Serving { data, at, then } if at == data.len() => match then {
                    Then::Member => State::Between,
                    Then::RestOfMember(sum) => State::Streaming(sum),
                    Then::Break(why) => return Err(self.interrupted(why, State::Between)),
                },
                State::Serving { data, at, then } => {
                    let read = (data.len() - at).min(out.len());
                    out[..read].copy_from_slice(&data[at..at + read]);
                    self.state = State::Serving { data, at: at + read, then };
                    return Ok(read);
                }
                State::Ended => {
                    self.state = State::Ended;
                    return Ok(0);
                }
            };
        }
    }
}

/// Compares the trailer at `at` with what was unpacked; where the member ends.
fn trailer<R: Read>(input: &mut Window<R>, at: usize, sum: &Sum) -> Result<usize, Break> {
    let end = at + TRAILER_BYTES;
    match input.fill(end).get(at..end) {
        // Of the length a trailer has the lower 32 bits.
        Some(trailer) if *trailer == [&sum.check().to_le_bytes(), &sum.bytes.to_le_bytes()[..4]].concat() => Ok(end),
        Some(_) => Err(Break::Checksum),
        None => Err(Break::Cut),
    }
}

fn find_member(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, MAGIC).find(|at| begins_member(&bytes[*at..]))
}

fn begins_member(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC) && bytes.get(MAGIC.len()).is_some_and(|flags| flags & RESERVED_FLAGS == 0)
}

/// The length of the header of the member at the present place; `None` if none begins there, or none that is whole.
fn header_bytes<R: Read>(input: &mut Window<R>) -> Option<usize> {
    const FIXED_BYTES: usize = 10;
    const CHECK: u8 = 1 << 1;
    const EXTRA: u8 = 1 << 2;
    const NAME: u8 = 1 << 3;
    const COMMENT: u8 = 1 << 4;
    let header = input.fill(HEADER_BYTES_MAX);
    if header.len() < FIXED_BYTES || !begins_member(header) {
        return None;
    }
    let flags = header[3];
    let mut at = FIXED_BYTES;
    if flags & EXTRA != 0 {
        let length = header.get(at..at + 2)?;
        at += 2 + usize::from(u16::from_le_bytes([length[0], length[1]]));
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            at += 1 + header.get(at..)?.iter().position(|b| *b == 0)?;
        }
    }
    if flags & CHECK != 0 {
        at += 2;
    }
    (at <= header.len()).then_some(at)
}
