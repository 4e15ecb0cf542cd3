//! ZIP archives, read from beginning to end.
//!
//! The `zip` crate needs a file that it can seek in and a whole directory at its end. Here neither is
//! needed: an archive may come from a pipe or from inside another one, and what a cut or damaged
//! archive still holds is read. Each member is unpacked whole, and its checksum compared, before it is
//! handed on; only one that is too long for that is handed on as it is unpacked.

use std::io::{self, Read};
use std::ops::ControlFlow;

use flate2::Decompress;

use super::budget::Budget;
use super::inflate::{self, Sum};
use super::member::Member;
use super::window::Window;

/// Longest member that is unpacked whole before it is handed on, in bytes.
const MEMBER_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Most members of an archive that are read.
const MEMBERS_MAX: u64 = 1_000_000;
const LOCAL: &[u8] = b"PK\x03\x04";
/// What follows the last member.
const ENDS: [&[u8]; 4] = [b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"];
const DESCRIPTOR: &[u8] = b"PK\x07\x08";
const HEADER_BYTES: usize = 30;
/// A length of 32 bits that refers to the 64 bits elsewhere.
const IN_EXTRA: u32 = u32::MAX;

/// Yields the members of an archive in their order.
pub(super) fn each<R: Read>(
    input: &mut Window<R>,
    budget: &Budget,
    receive: &mut dyn FnMut(Member<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let lost = |name, reason: &str| Member::Lost { name, reason: reason.to_owned() };
    for number in 0..MEMBERS_MAX {
        if ENDS.iter().any(|end| input.fill(LOCAL.len()).starts_with(end)) {
            return ControlFlow::Continue(());
        }
        if input.fill(1).is_empty() {
            return receive(lost(None, "the archive ends early"));
        }
        let Some(header) = Header::read(input) else {
            receive(lost(None, "a part of the archive is damaged"))?;
            input.skip(1);
            let (_, found) = input.skip_to(HEADER_BYTES, |bytes, _| next_member(bytes));
            if !found {
                return ControlFlow::Continue(());
            }
            continue;
        };
        if number == 0
            && let Some(what) = header.document()
        {
            return receive(Member::Refused(what));
        }
        header.member(input, budget, receive)?;
    }
    receive(lost(None, "it has more members than are read"))
}

/// The first place at which a member or the directory begins.
fn next_member(bytes: &[u8]) -> Option<usize> {
    let is_begin = |at: &usize| {
        let rest = &bytes[*at..];
        rest.starts_with(LOCAL) || ENDS.iter().any(|end| rest.starts_with(end))
    };
    memchr::memmem::find_iter(bytes, b"PK").find(is_begin)
}

#[derive(Debug)]
struct Header {
    name: String,
    flags: u16,
    method: u16,
    check: u32,
    packed: u64,
    /// The length of the header with its name.
    bytes: usize,
}

/// What unpacking a member came to.
enum Unpacked {
    /// The data, and where the member ends.
    Whole(Vec<u8>, usize),
    /// Long data, which are still to be unpacked.
    Long,
}

fn short(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn long(bytes: &[u8], at: usize) -> u32 {
    u32::from(short(bytes, at)) | u32::from(short(bytes, at + 2)) << 16
}

impl Header {
    /// The header of the member at the present place; `None` if none begins there.
    fn read<R: Read>(input: &mut Window<R>) -> Option<Header> {
        let fixed = input.fill(HEADER_BYTES);
        if fixed.len() < HEADER_BYTES || !fixed.starts_with(LOCAL) {
            return None;
        }
        let (name_bytes, extra_bytes) = (usize::from(short(fixed, 26)), usize::from(short(fixed, 28)));
        let end = HEADER_BYTES + name_bytes + extra_bytes;
        let bytes = input.fill(end).get(..end)?;
        let (name, extra) = bytes[HEADER_BYTES..].split_at(name_bytes);
        let packed = match long(bytes, 18) {
            IN_EXTRA => packed_of(extra)?,
            packed => u64::from(packed),
        };
        Some(Header {
            name: String::from_utf8_lossy(name).into_owned(),
            flags: short(bytes, 6),
            method: short(bytes, 8),
            check: long(bytes, 14),
            packed,
            bytes: end,
        })
    }

    /// What an archive is whose first member this is, if it is one document and not a collection of files.
    fn document(&self) -> Option<&'static str> {
        match self.name.as_str() {
            "[Content_Types].xml" | "_rels/.rels" | "docProps/app.xml" => Some("an Office document"),
            "mimetype" => Some("an e-book or an OpenDocument file"),
            _ => None,
        }
    }

    fn has_descriptor(&self) -> bool {
        const BIT: u16 = 1 << 3;
        self.flags & BIT != 0
    }

    /// The length of the packed data, where the header has it.
    fn packed(&self) -> Option<u64> {
        (self.packed > 0 || !self.has_descriptor()).then_some(self.packed)
    }

    /// Why a member can't be unpacked at all.
    fn refusal(&self) -> Option<String> {
        const ENCRYPTED: u16 = 1;
        match self.method {
            _ if self.flags & ENCRYPTED != 0 => Some("it is encrypted".to_owned()),
            0 | 8 => None,
            method => Some(format!("it is packed by method {method} of ZIP, which byt can't unpack")),
        }
    }

    fn member<R: Read>(
        self,
        input: &mut Window<R>,
        budget: &Budget,
        receive: &mut dyn FnMut(Member<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let unpacked = match self.refusal() {
            Some(reason) => Err(reason),
            None => self.unpack(input, budget),
        };
        match unpacked {
            Ok(Unpacked::Whole(data, end)) => {
                input.skip(end);
                // A folder.
                if self.name.ends_with('/') && data.is_empty() {
                    return ControlFlow::Continue(());
                }
                receive(Member::File { name: self.name, content: &mut &*data })
            }
            Ok(Unpacked::Long) => {
                input.skip(self.bytes);
                self.stream(input, budget, receive)
            }
            Err(reason) => {
                receive(Member::Lost { name: Some(self.name.clone()), reason })?;
                self.skip(input);
                ControlFlow::Continue(())
            }
        }
    }

    /// Goes to where the next member begins: by the length in the header, if one begins there, or else the first
    /// place where one does.
    fn skip<R: Read>(&self, input: &mut Window<R>) {
        let packed = self.packed().and_then(|packed| usize::try_from(packed).ok());
        let end = packed.filter(|packed| *packed <= MEMBER_BYTES_MAX).map(|packed| self.bytes + packed);
        match end {
            Some(end) if input.fill(end + LOCAL.len()).get(end..).is_some_and(|next| next_member(next) == Some(0)) => {
                input.skip(end);
            }
            // The lengths may be damaged, too.
            _ => input.skip(LOCAL.len()),
        }
        input.skip_to(HEADER_BYTES, |bytes, _| next_member(bytes));
    }

    /// Unpacks the member, which stays in `input`.
    fn unpack<R: Read>(&self, input: &mut Window<R>, budget: &Budget) -> Result<Unpacked, String> {
        let mut at = self.bytes;
        let data = match (self.method, self.packed()) {
            (0, Some(packed)) if packed > MEMBER_BYTES_MAX as u64 => {
                let is_long = input.fill(at + MEMBER_BYTES_MAX).len() >= at + MEMBER_BYTES_MAX;
                return if is_long { Ok(Unpacked::Long) } else { Err(reason(inflate::InflateFault::Cut)) };
            }
            (0, Some(packed)) => {
                #[expect(clippy::cast_possible_truncation, reason = "it is at most MEMBER_BYTES_MAX")]
                let end = at + packed as usize;
                let data = input.fill(end).get(at..end).ok_or("the archive ends inside it")?.to_vec();
                at = end;
                data
            }
            (0, None) => {
                let data = until_descriptor(input, at).ok_or("its end can't be found")?;
                at += data.len();
                data
            }
            _ => {
                let (mut inflate, mut data) = (Decompress::new(false), Vec::new());
                loop {
                    let before = data.len();
                    let ended = inflate::some(&mut inflate, input, &mut at, &mut data).map_err(reason)?;
                    budget.spend((data.len() - before) as u64).map_err(|e| e.to_string())?;
                    if ended {
                        break data;
                    }
                    if data.len() > MEMBER_BYTES_MAX {
                        return Ok(Unpacked::Long);
                    }
                }
            }
        };
        let mut sum = Sum::default();
        sum.add(&data);
        let end = self.end(input, at, &sum)?;
        Ok(Unpacked::Whole(data, end))
    }

    /// Where the member ends, if its checksum is right; `at` is where its data end.
    fn end<R: Read>(&self, input: &mut Window<R>, at: usize, sum: &Sum) -> Result<usize, String> {
        /// The longest descriptor: its signature, the checksum, two lengths of 64 bits.
        const DESCRIPTOR_BYTES_MAX: usize = 24;
        const WRONG: &str = "its checksum fails";
        if !self.has_descriptor() {
            return if sum.check() == self.check { Ok(at) } else { Err(WRONG.to_owned()) };
        }
        let after = &input.fill(at + DESCRIPTOR_BYTES_MAX + LOCAL.len())[at..];
        let signature = if after.starts_with(DESCRIPTOR) { DESCRIPTOR.len() } else { 0 };
        if after.len() < signature + 12 {
            return Err("the archive ends inside it".to_owned());
        }
        if long(after, signature) != sum.check() {
            return Err(WRONG.to_owned());
        }
        // The lengths have 32 or 64 bits each.
        let lengths = [8, 16].into_iter().find(|lengths| {
            let next = after.get(signature + 4 + lengths..).unwrap_or_default();
            next_member(next) == Some(0)
        });
        Ok(at + signature + 4 + lengths.unwrap_or(8))
    }

    /// Hands on a member that is too long to be unpacked before; `input` is at its data.
    fn stream<R: Read>(
        self,
        input: &mut Window<R>,
        budget: &Budget,
        receive: &mut dyn FnMut(Member<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let inflate = (self.method != 0).then(|| Decompress::new(false));
        let left = self.packed().filter(|_| inflate.is_none());
        let mut content =
            MemberData { input, budget, inflate, left, sum: Sum::default(), ended: false, ready: Vec::new() };
        let taken = receive(Member::File { name: self.name.clone(), content: &mut content });
        // What was not read of it precedes the next member.
        let rest = if taken.is_break() { Ok(0) } else { io::copy(&mut content, &mut io::sink()) };
        let sum = content.sum;
        taken?;
        match rest.map_err(|e| e.to_string()).and_then(|_| self.end(input, 0, &sum)) {
            Ok(end) => input.skip(end),
            Err(reason) => {
                receive(Member::Lost { name: Some(self.name), reason })?;
                input.skip_to(HEADER_BYTES, |bytes, _| next_member(bytes));
            }
        }
        ControlFlow::Continue(())
    }
}

fn reason(fault: inflate::InflateFault) -> String {
    match fault {
        inflate::InflateFault::Damaged => "it is damaged".to_owned(),
        inflate::InflateFault::Cut => "the archive ends inside it".to_owned(),
    }
}

/// The packed length in the extra field for large files: it follows the unpacked one.
fn packed_of(mut extra: &[u8]) -> Option<u64> {
    const LARGE: u16 = 1;
    while extra.len() >= 4 {
        let (id, bytes) = (short(extra, 0), usize::from(short(extra, 2)));
        let field = extra.get(4..4 + bytes)?;
        if id == LARGE {
            return field.get(8..16)?.try_into().ok().map(u64::from_le_bytes);
        }
        extra = &extra[4 + bytes..];
    }
    None
}

/// Stored data from `at` to a descriptor that gives their length.
fn until_descriptor<R: Read>(input: &mut Window<R>, at: usize) -> Option<Vec<u8>> {
    let mut wanted = 64 * 1024;
    loop {
        let read = input.fill(at + wanted).len();
        let data = &input.buffered()[at..];
        let is_end = |place: &usize| {
            let after = &data[*place..];
            after.len() >= 12 && long(after, 8) as usize == *place
        };
        if let Some(end) = memchr::memmem::find_iter(data, DESCRIPTOR).find(is_end) {
            return Some(data[..end].to_vec());
        }
        if read < at + wanted || wanted > MEMBER_BYTES_MAX {
            return None;
        }
        wanted *= 2;
    }
}

/// The data of a long member.
struct MemberData<'a, R> {
    input: &'a mut Window<R>,
    budget: &'a Budget,
    inflate: Option<Decompress>,
    /// Bytes of stored data that are left.
    left: Option<u64>,
    sum: Sum,
    ended: bool,
    ready: Vec<u8>,
}

impl<R: Read> Read for MemberData<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.ready.is_empty() && !self.ended {
            self.advance()?;
        }
        let read = self.ready.len().min(out.len());
        out[..read].copy_from_slice(&self.ready[..read]);
        self.ready.drain(..read);
        Ok(read)
    }
}

impl<R: Read> MemberData<'_, R> {
    fn advance(&mut self) -> io::Result<()> {
        if let Some(inflate) = &mut self.inflate {
            let mut at = 0;
            self.ended = inflate::some(inflate, self.input, &mut at, &mut self.ready)
                .map_err(|fault| io::Error::other(reason(fault)))?;
            self.input.skip(at);
        } else {
            let left = self.left.unwrap_or(0);
            let bytes = self.input.fill(1);
            #[expect(clippy::cast_possible_truncation, reason = "it is at most the length of a slice")]
            let step = left.min(bytes.len() as u64) as usize;
            if step == 0 && left > 0 {
                return Err(io::Error::other(reason(inflate::InflateFault::Cut)));
            }
            self.ready.extend_from_slice(&bytes[..step]);
            self.input.skip(step);
            self.left = Some(left - step as u64);
            self.ended = left == step as u64;
        }
        self.sum.add(&self.ready);
        self.budget.spend(self.ready.len() as u64)?;
        Ok(())
    }
}
