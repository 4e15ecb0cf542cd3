//! The people and topics of the registries with their counts, which nearly every page needs. They are asked for once for
//! each state of the corpus.

use std::sync::{Arc, Mutex, PoisonError};

use super::answers::{Commands, Refusal, document};
use super::documents::{Person, Topic};

/// Everyone and every topic.
pub(super) struct KnownNames {
    pub(super) people: Vec<Person>,
    pub(super) topics: Vec<Topic>,
}

impl KnownNames {
    pub(super) fn read(commands: &dyn Commands) -> Result<KnownNames, Refusal> {
        let (people, _) = document(commands, &["officials", "--format=json"])?;
        let (topics, _) = document(commands, &["topics", "--format=json"])?;
        Ok(KnownNames { people, topics })
    }
}

/// The lists of the state that was asked last.
#[derive(Default)]
pub(super) struct LatestNames(Mutex<Option<(u64, Arc<KnownNames>)>>);

impl LatestNames {
    /// The lists of the state that the commands run on.
    pub(super) fn of(&self, commands: &dyn Commands) -> Result<Arc<KnownNames>, Refusal> {
        let wanted = commands.generation();
        // A panic ends the process, so no thread can have left it half written.
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match latest.as_ref() {
            Some((generation, lists)) if *generation == wanted => Ok(Arc::clone(lists)),
            _ => {
                let lists = Arc::new(KnownNames::read(commands)?);
                *latest = Some((wanted, Arc::clone(&lists)));
                Ok(lists)
            }
        }
    }
}
