//! Archives of other programs, which the repository doesn't contain: `BYT_ARCHIVES` names a folder of them.

use super::build::{Unpacked, read};

/// Cuts and flipped bits of all archives together.
const CUTS: usize = 1_580;
const FLIPS: usize = 500;
/// Documents that one flipped bit may cost: the one that it hits.
const LOST_MAX: usize = 1;
/// Bytes by which a file is recognised.
const MAGIC_BYTES: usize = 4;

/// The archives; none if nobody has named a folder.
fn archives() -> Vec<(String, Vec<u8>)> {
    let Some(dir) = std::env::var_os("BYT_ARCHIVES") else { return Vec::new() };
    let mut paths: Vec<_> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.display().to_string(), std::fs::read(path).unwrap())).collect()
}

fn names(unpacked: &Unpacked) -> Vec<&str> {
    unpacked.documents.iter().map(|seen| seen.url.as_deref().unwrap_or(&seen.name)).collect()
}

#[test]
#[ignore = "needs archives of other programs, in the folder BYT_ARCHIVES"]
fn archives_of_others_are_read_past_damage() {
    let archives = archives();
    assert!(!archives.is_empty(), "BYT_ARCHIVES names no folder with archives");
    let (cuts, flips) = (CUTS.div_ceil(archives.len()), FLIPS.div_ceil(archives.len()));
    let mut lost = 0;
    for (name, whole) in &archives {
        let sound = read(whole);
        let known = names(&sound);
        println!(
            "{name}: {} documents, {} left out, {} problems",
            known.len(),
            sound.skipped.total(),
            sound.problems.len()
        );
        for n in 0..cuts.min(whole.len()) {
            let cut = read(&whole[..whole.len() * n / cuts]);
            // What precedes the cut is as in the whole archive; the last document may be a part of one.
            let found = names(&cut);
            assert!(known.starts_with(&found[..found.len().saturating_sub(1)]), "{name} cut {n}: {found:?} {known:?}");
        }
        for n in 0..flips.min(whole.len()) {
            let mut changed = whole.clone();
            // The first bytes say what kind of file it is: if they are damaged, nobody can know.
            changed[MAGIC_BYTES + (whole.len() - MAGIC_BYTES) * n / flips] ^= 1 << (n % 8);
            let found = read(&changed);
            let left = names(&found);
            let gone: Vec<_> = known.iter().filter(|name| !left.contains(name)).collect();
            assert!(gone.len() <= LOST_MAX, "{name} flip {n}: a flipped bit costs its record only: {gone:?}");
            lost += gone.len();
        }
    }
    println!("{lost} documents were lost to flipped bits");
}
