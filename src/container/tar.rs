//! Tar archives, past damage: a header that can't be read costs what precedes the next one.

use std::io::Read;
use std::ops::ControlFlow;

use super::member::Member;
use super::window::Window;

const BLOCK_BYTES: usize = 512;
/// Longest member that is read whole before it is handed on, in bytes.
const MEMBER_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Whether bytes begin with a header whose checksum is right.
pub(super) fn begins_header(bytes: &[u8]) -> bool {
    let Some(block) = bytes.get(..BLOCK_BYTES) else { return false };
    let header = tar::Header::from_byte_slice(block);
    let sum: u32 =
        block.iter().enumerate().map(|(at, b)| if (148..156).contains(&at) { 32 } else { u32::from(*b) }).sum();
    block[0] != 0 && header.cksum().is_ok_and(|expected| expected == sum)
}

/// Yields the members of an archive in their order.
pub(super) fn each<R: Read>(
    input: &mut Window<R>,
    receive: &mut dyn FnMut(Member<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    loop {
        match entries(input, receive) {
            Ok(taken) => return taken,
            Err(reason) => {
                receive(Member::Lost { name: None, reason })?;
            }
        }
        // Headers are at multiples of a block.
        #[expect(clippy::cast_possible_truncation, reason = "it is less than a block")]
        let behind = (input.position() % BLOCK_BYTES as u64) as usize;
        if behind > 0 {
            input.fill(BLOCK_BYTES - behind);
            input.skip(BLOCK_BYTES - behind);
        }
        while !begins_header(input.fill(BLOCK_BYTES)) {
            if input.buffered().is_empty() {
                return ControlFlow::Continue(());
            }
            input.skip(BLOCK_BYTES);
        }
    }
}

/// Yields members up to the end or a fault.
fn entries<R: Read>(
    input: &mut Window<R>,
    receive: &mut dyn FnMut(Member<'_>) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, String> {
    let mut archive = tar::Archive::new(input);
    for entry in archive.entries().map_err(|e| e.to_string())? {
        let mut entry = entry.map_err(|_| "a part of the archive is damaged".to_owned())?;
        let kind = entry.header().entry_type();
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let taken = match (kind, entry.size()) {
            (tar::EntryType::Directory, _) => ControlFlow::Continue(()),
            (kind, _) if !kind.is_file() && !kind.is_contiguous() && !kind.is_gnu_sparse() => {
                receive(Member::Skipped("links and devices"))
            }
            (_, size) if size <= MEMBER_BYTES_MAX => {
                let mut data = Vec::new();
                let read = entry.read_to_end(&mut data).map_err(|e| e.to_string());
                match read {
                    Ok(read) if read as u64 == size => receive(Member::File { name, content: &mut &*data }),
                    Ok(_) => receive(Member::Lost { name: Some(name), reason: "the archive ends inside it".into() }),
                    Err(reason) => receive(Member::Lost { name: Some(name), reason }),
                }
            }
            _ => receive(Member::File { name, content: &mut entry }),
        };
        if taken.is_break() {
            return Ok(taken);
        }
    }
    Ok(ControlFlow::Continue(()))
}
