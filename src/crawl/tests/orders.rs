//! Taking in the same sightings in any order results in the same articles, even if it turns out late that two of them
//! are one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use proptest::prelude::*;

use crate::article::{Article, DateSource, Id, Key, Provenance, Sighting};
use crate::calendar::moment;
use crate::corpus::Corpus;
use crate::crawl::Intake;
use crate::crawl::identity::Identity;

/// One way in which an article becomes known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// An item of a saved list, without an address.
    Bare,
    /// An item of a list, with its address.
    Listed,
    /// The page at that address, whose title has been edited since.
    Page,
    /// An archive's older capture of the address.
    Capture,
    /// The edited page again, saved without its address.
    Saved,
    /// A lean record.
    Lean,
    /// A record from another corpus, with an id that this one never generated.
    Record,
    /// An export of another corpus, in which the article has two ids.
    Export,
    /// An item of today's list, with its number.
    Numbered,
    /// The article on today's portal.
    Bridge,
}

const WAYS: [Way; 10] = [
    Way::Bare,
    Way::Listed,
    Way::Page,
    Way::Capture,
    Way::Saved,
    Way::Lean,
    Way::Record,
    Way::Export,
    Way::Numbered,
    Way::Bridge,
];

/// What one way says about article `which`.
fn thing(which: usize, way: Way) -> (Sighting, Provenance) {
    let listed = format!("Bộ trưởng thăm bệnh viện số {which}");
    let edited = format!("Bộ trưởng thăm và làm việc tại bệnh viện số {which}");
    let (slug, aid) = (Key::Slug(format!("tham-{which}")), Key::Aid(format!("90{which}")));
    let id = Key::Id(Id::parse(&format!("ho-so-{which}")).unwrap());
    let (title, keys, body, hour, source) = match way {
        Way::Bare => (listed, vec![], None, None, DateSource::Listing),
        Way::Listed => (listed, vec![slug], None, Some(1), DateSource::Listing),
        Way::Page => (edited, vec![slug], Some("Bản đã sửa."), Some(5), DateSource::Article),
        Way::Capture => (listed, vec![slug], Some("Bản đầu."), Some(2), DateSource::Article),
        Way::Saved => (edited, vec![], Some("Bản đã sửa."), None, DateSource::Article),
        Way::Lean => (listed, vec![], None, None, DateSource::Record),
        Way::Record => (listed, vec![id, slug], Some("Bản đầu."), Some(3), DateSource::Article),
        Way::Export => (edited, names(which), Some("Bản đã sửa."), Some(5), DateSource::Article),
        Way::Numbered => (listed, vec![aid], None, Some(4), DateSource::Bridge),
        Way::Bridge => (edited, vec![aid], Some("Bản trên cổng mới."), Some(6), DateSource::Bridge),
    };
    let now = moment(2026, 2, 1, 8, 0).unwrap().to_utc();
    let sighting = Sighting {
        published: moment(2026, 1, 21, 14, 3),
        date_source: Some(source),
        section: !matches!(way, Way::Saved),
        abstract_: Some(if body.is_some() { "Lời dẫn đầy đủ.".into() } else { "Lời dẫn...".into() }),
        abstract_truncated: body.is_none(),
        url: keys.iter().find(|key| matches!(key, Key::Slug(_))).map(|key| format!("https://moh.gov.vn/{key}")),
        body: body.map(str::to_owned),
        keys,
        ..Sighting::titled(title)
    };
    (sighting, Provenance::new(now, hour.map(|hour| now + TimeDelta::hours(hour)), Some(format!("{way:?}"))))
}

/// The ids that the article has under both its titles.
fn names(which: usize) -> Vec<Key> {
    [Way::Bare, Way::Saved].map(|way| Key::Id(Identity::of(&thing(which, way).0).wanted_id().clone())).to_vec()
}

/// Takes in each part in a run of its own. Returns the current version of each article.
fn taken(parts: &[Vec<(usize, Way)>]) -> Vec<Article> {
    let dir = tempfile::tempdir().unwrap();
    let corpus = Corpus::at(dir.path());
    for part in parts {
        let mut intake = Intake::new(corpus.writer().unwrap(), None).unwrap();
        for (which, way) in part {
            let (sighting, provenance) = thing(*which, *way);
            let taken = intake.take(sighting.clone(), &provenance).unwrap();
            assert_eq!(intake.known(&sighting).unwrap().unwrap().id, taken.id, "found again at once");
        }
        let counts = intake.counts();
        let all = intake.filtered(|_| true).unwrap();
        assert!(counts.new + counts.updated + counts.unchanged <= all.len() as u64, "each article counts once");
    }
    let mut intake = Intake::new(corpus.writer().unwrap(), None).unwrap();
    let articles = intake.filtered(|_| true).unwrap();
    // Every id that was ever used leads to the article that has it now.
    let mut ledger = corpus.ledger().unwrap().unwrap();
    for line in ledger.lines(0).unwrap() {
        let id = line.unwrap().article.id;
        let sighting = Sighting { keys: vec![Key::Id(id.clone())], ..Sighting::titled("?".into()) };
        let found = intake.known(&sighting).unwrap().expect("every id leads to an article");
        assert!(found.keys().any(|key| key == id.as_str()));
        assert!(
            articles.contains(&Article { begins: found.begins, ..found.clone() }),
            "{id} leads to a current article"
        );
    }
    // A line names exactly the lines that it supersedes.
    let lines: Vec<Article> = ledger.lines(0).unwrap().map(|line| line.unwrap().article).collect();
    let named: Vec<u64> = lines.iter().flat_map(|line| line.follows.clone()).collect();
    let superseded = ledger.superseded(0).unwrap();
    assert_eq!((named.len(), named.into_iter().collect()), (superseded.len(), superseded));
    articles
}

/// What is known about an article, without what depends on the order: which of its keys is its id, its version number,
/// and what it was last read from.
fn facts(article: &Article) -> String {
    let names: BTreeSet<&str> = article.keys().collect();
    let a = article;
    let lead = (&a.abstract_, a.abstract_truncated);
    format!(
        "{names:?} {} {:?} {:?} {:?} {} {:?} {lead:?} {:?}",
        a.title, a.published, a.date_source, a.status, a.section, a.url, a.body
    )
}

/// The number of articles: things that share a key, directly or through others, are one.
fn groups(things: &[(usize, Way)]) -> usize {
    let names = |(which, way): &(usize, Way)| -> Vec<String> {
        Identity::of(&thing(*which, *way).0).keys().map(|key| key.to_string()).collect()
    };
    let mut group: Vec<usize> = (0..things.len()).collect();
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for (n, thing) in things.iter().enumerate() {
        for name in names(thing) {
            let other = group[*by_name.entry(name).or_insert(n)];
            let own = group[n];
            group.iter_mut().filter(|g| **g == own).for_each(|g| *g = other);
        }
    }
    group.into_iter().collect::<BTreeSet<_>>().len()
}

fn any_thing() -> impl Strategy<Value = (usize, Way)> {
    (0usize..2, prop::sample::select(&WAYS[..]))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]
    #[test]
    fn any_order_results_in_the_same_articles(
        (one, other) in prop::collection::vec(any_thing(), 1..9).prop_flat_map(|things| (Just(things.clone()), Just(things).prop_shuffle())),
        cut in 0usize..9,
    ) {
        let (first, second) = other.split_at(cut.min(other.len()));
        let facts_of = |parts: &[Vec<(usize, Way)>]| taken(parts).iter().map(facts).collect::<BTreeSet<_>>();
        let (a, b) = (facts_of(std::slice::from_ref(&one)), facts_of(&[first.to_vec(), second.to_vec()]));
        prop_assert_eq!(a.len(), groups(&one), "{:?}", one);
        prop_assert_eq!(a, b);
    }
}

#[test]
fn two_articles_that_turn_out_to_be_one_are_merged() {
    let ways = [Way::Bare, Way::Page, Way::Listed];
    let parts: Vec<_> = ways.iter().map(|way| vec![(0, *way)]).collect();
    assert_eq!(taken(&parts[..2]).len(), 2, "nothing shows it yet");
    let [article] = &taken(&parts)[..] else { panic!("they are one") };
    let [bare, page, _] = ways.map(|way| Identity::of(&thing(0, way).0).wanted_id().clone());
    assert_eq!((&article.id, &article.joined), (&bare, &vec![page.clone()]), "the older one survives");
    assert!(article.aliases.contains(&page.to_string()));
    assert_eq!((article.title.as_str(), article.version), (thing(0, Way::Page).0.title.as_str(), 2));
}

#[test]
fn one_page_may_show_it_among_other_articles() {
    let dir = tempfile::tempdir().unwrap();
    let mut intake = Intake::new(Corpus::at(dir.path()).writer().unwrap(), None).unwrap();
    let things = [(1, Way::Bare), (0, Way::Bare), (2, Way::Page), (0, Way::Page), (3, Way::Bare), (0, Way::Listed)];
    let (_, provenance) = thing(0, Way::Page);
    for run in ["at first", "again"] {
        let sightings = things.iter().map(|(which, way)| thing(*which, *way).0).collect();
        let taken = intake.take_all(sightings, &provenance).unwrap();
        for (n, (which, _)) in things.iter().enumerate() {
            for (m, (other, _)) in things.iter().enumerate() {
                assert_eq!(which == other, taken[n].id == taken[m].id, "{run}: {n} and {m}");
            }
        }
        assert_eq!((intake.counts().new, intake.counts().updated), (4, 0), "{run}");
        assert!(intake.filtered(|_| true).unwrap().iter().all(|article| article.joined.is_empty()), "{run}");
    }
}
