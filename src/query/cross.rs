//! Cross-tables: the number of matches for each pair of groups.

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, DocId, SegmentReader};

use super::find::Matches;
use super::groups::By;
use super::remote;
use super::source::Source;
use crate::article::labels::{Link, Role};
use crate::engine::Cluster;
use crate::storage::StorageError;

/// The number of matches for each pair of groups.
#[derive(Debug, Default)]
pub(crate) struct CrossTable {
    /// The groups of the rows and of the columns with their numbers of articles, in the order of [`Matches::count_by`].
    pub(crate) rows: Vec<(String, u64)>,
    pub(crate) columns: Vec<(String, u64)>,
    counts: FxHashMap<(String, String), u64>,
}

impl CrossTable {
    /// The number of articles in both groups.
    pub(crate) fn count(&self, row: &str, column: &str) -> u64 {
        // An absent pair is in no article.
        self.counts.get(&(row.to_owned(), column.to_owned())).copied().unwrap_or(0)
    }
}

impl Matches<'_> {
    /// Counts the matches for each pair of groups. An article counts once for each pair that it belongs to.
    ///
    /// Two groups of people are about the same person: an article in which one chairs and another attends counts for
    /// neither of them as the other.
    pub(crate) fn count_by_both(&self, rows: By, columns: By) -> Result<CrossTable, StorageError> {
        let mut table =
            CrossTable { rows: self.count_by(rows)?, columns: self.count_by(columns)?, ..CrossTable::default() };
        if let Source::Cluster(cluster) = self.source {
            self.add_pairs_of_cluster(cluster, rows, columns, &mut table)?;
            return Ok(table);
        }
        self.each_segment(|ord, segment, docs| {
            let pairs = match (of_person(rows), of_person(columns)) {
                (Some(row), Some(column)) => self.pairs_of_people(ord, docs, row, column)?,
                _ => self.pairs(segment, docs, rows, columns)?,
            };
            for mut pairs in pairs {
                pairs.sort_unstable();
                pairs.dedup();
                pairs.into_iter().for_each(|pair| *table.counts.entry(pair).or_default() += 1);
            }
            Ok(())
        })?;
        Ok(table)
    }

    /// Adds the pairs that a cluster counts. Those of people are in the labels of each article.
    fn add_pairs_of_cluster(
        &self,
        cluster: &Cluster,
        rows: By,
        columns: By,
        table: &mut CrossTable,
    ) -> Result<(), StorageError> {
        if let (Some(row), Some(column)) = (of_person(rows), of_person(columns)) {
            return self.each_document(&["labels"], |document| {
                let labels = self.labels_of(document)?;
                let pairs = labels.officials.iter().flat_map(|link| product(&row(link), &column(link)));
                let mut pairs: Vec<_> = pairs.collect();
                pairs.sort_unstable();
                pairs.dedup();
                pairs.into_iter().for_each(|pair| *table.counts.entry(pair).or_default() += 1);
                Ok(())
            });
        }
        let ((row, row_of), (column, column_of)) = (rows.field(), columns.field());
        for (mut values, n) in cluster.groups(&remote::matching(&self.matching), &[row, column])? {
            let column = column_of(columns, values.remove(1));
            *table.counts.entry((row_of(rows, values.remove(0)), column)).or_default() += n;
        }
        Ok(())
    }

    /// The pairs of each article of a segment: every group of the one kind with every group of the other.
    fn pairs(
        &self,
        segment: &SegmentReader,
        docs: &[DocId],
        rows: By,
        columns: By,
    ) -> Result<Vec<Vec<(String, String)>>, StorageError> {
        let groups = |by| {
            let mut groups: Vec<Vec<String>> = vec![Vec::new(); docs.len()];
            self.each_group(by, segment, docs, |place, group| groups[place].push(group.to_owned()))?;
            Ok::<_, StorageError>(groups)
        };
        let both = groups(rows)?.into_iter().zip(groups(columns)?);
        Ok(both.map(|(rows, columns)| product(&rows, &columns)).collect())
    }

    /// The pairs of each article of a segment, person by person.
    fn pairs_of_people(
        &self,
        segment_ord: u32,
        docs: &[DocId],
        row: GroupsOfPerson,
        column: GroupsOfPerson,
    ) -> Result<Vec<Vec<(String, String)>>, StorageError> {
        let pairs = |doc: &DocId| {
            let labels = self.source.index("people of matches")?.labels(DocAddress::new(segment_ord, *doc))?;
            Ok(labels.officials.iter().flat_map(|link| product(&row(link), &column(link))).collect())
        };
        docs.iter().map(pairs).collect()
    }
}

fn product(rows: &[String], columns: &[String]) -> Vec<(String, String)> {
    rows.iter().flat_map(|row| columns.iter().map(|column| (row.clone(), column.clone()))).collect()
}

/// The groups that one person of an article belongs to.
type GroupsOfPerson = fn(&Link) -> Vec<String>;

/// How a person is grouped; `None` for groups that aren't of people.
fn of_person(by: By) -> Option<GroupsOfPerson> {
    match by {
        By::Official => Some(|link| if link.relation.is_action() { vec![link.name.clone()] } else { Vec::new() }),
        By::Relation => Some(|link| vec![link.relation.as_str().to_owned()]),
        By::Role => Some(|link| {
            let held = link.role.filter(|_| link.relation.is_action());
            let ranks = Role::ALL.into_iter().filter(|rank| held.is_some_and(|held| rank.includes(held)));
            ranks.map(|rank| rank.as_str().to_owned()).collect()
        }),
        _ => None,
    }
}
