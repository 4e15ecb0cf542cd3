//! Pages that a browser saved "complete": `Name.html` with its pictures, scripts and frames in a folder `Name_files`.

use std::collections::HashSet;

/// What browsers append to the name of a page for its folder, by the language of the system.
const SUFFIXES: [&str; 20] = [
    "_files",
    ".files",
    "_fichiers",
    "-Dateien",
    "_archivos",
    "_arquivos",
    "_ficheiros",
    "_file",
    "_bestanden",
    "_pliki",
    "_soubory",
    "_bylos",
    "_tiedostot",
    "_dosyalar",
    "_datoteke",
    "_elemei",
    "_fitxers",
    "_failid",
    "-filer",
    "_fajlovi",
];
const EXTENSIONS: [&str; 4] = ["html", "htm", "xhtml", "shtml"];
/// Most pages of an archive whose names are kept.
const PAGES_MAX: usize = 100_000;

/// The names of the pages whose parts a folder holds if it is next to one of them; none for other folders.
pub(crate) fn pages_of(folder: &str) -> impl Iterator<Item = String> {
    let stems = SUFFIXES.iter().filter_map(|suffix| folder.strip_suffix(suffix)).filter(|stem| !stem.is_empty());
    stems.flat_map(|stem| EXTENSIONS.iter().map(move |extension| format!("{stem}.{extension}")))
}

/// The name of a page without its extension.
fn stem(page: &str) -> Option<&str> {
    let (stem, extension) = page.rsplit_once('.')?;
    EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known)).then_some(stem)
}

/// The pages of an archive that were seen.
#[derive(Debug, Default)]
pub(super) struct SavedPages(HashSet<String>);

impl SavedPages {
    /// Whether a file of the archive is in the folder of a page that was seen before.
    pub(super) fn holds(&mut self, path: &str) -> bool {
        if let Some(stem) = stem(path)
            && self.0.len() < PAGES_MAX
        {
            self.0.insert(stem.to_owned());
        }
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        folders.into_iter().any(|folder| {
            SUFFIXES.iter().any(|suffix| folder.strip_suffix(suffix).is_some_and(|stem| self.0.contains(stem)))
        })
    }
}
