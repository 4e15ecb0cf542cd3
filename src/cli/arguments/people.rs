//! The arguments of the commands about people and topics.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::CountFormat;

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    before_help = "Examples:
  byt officials                       everyone, with posts and article counts
  byt officials at 2021-07-15         who held which post that day
  byt officials lien huong            one person
  byt officials --suggest             leaders in print whom the registry lacks
  byt officials eval gold.jsonl       how well the articles' people are found"
)]
pub(crate) struct Officials {
    #[command(subcommand)]
    pub(crate) command: Option<OfficialsCommand>,
    /// A name, or a part of one; accents, case and titles optional
    #[arg(value_name = "NAME")]
    pub(crate) name: Vec<String>,
    /// Propose entries for leaders whom articles name and the registry lacks
    #[arg(long, conflicts_with = "name")]
    pub(crate) suggest: bool,
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: CountFormat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OfficialsCommand {
    /// Who held which post on a day
    #[command(before_help = "Examples:
  byt officials at 2021-07-15
  byt officials at 15/7/2021 --format json
  byt officials at today              and how surely that is known")]
    At {
        #[arg(required = true, value_name = "DATE")]
        date: Vec<String>,
    },
    /// Score the people found against a list that people have read
    #[command(before_help = "Examples:
  byt officials eval people.jsonl
  byt officials eval people.jsonl --min-precision 1 --min-recall 0.98")]
    Eval(Eval),
}

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    before_help = "Examples:
  byt topics
  byt topics explain 20260121-3f9c01d2ab47   why an article has its topics
  byt topics explain duoc                    where its phrases struck
  byt topics eval gold.jsonl                 how well topics are found"
)]
pub(crate) struct Topics {
    #[command(subcommand)]
    pub(crate) command: Option<TopicsCommand>,
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: CountFormat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TopicsCommand {
    /// Why and why not: of an article, or of a topic
    #[command(before_help = "Examples:
  byt topics explain duoc                    its phrases, and where they struck
  byt topics explain 20260121-3f9c01d2ab47   why an article has its topics")]
    Explain {
        /// An article's id, or a topic's
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Score the topics found against a list that people have read
    #[command(before_help = "Examples:
  byt topics eval topics.jsonl
  byt topics eval topics.jsonl --min-precision 0.95 --format json")]
    Eval(Eval),
}

#[derive(Debug, Args)]
pub(crate) struct Eval {
    /// One labelled item a line
    #[arg(value_name = "GOLD.jsonl")]
    pub(crate) gold: PathBuf,
    /// Exit 1 when precision is below this
    #[arg(long, value_name = "SHARE")]
    pub(crate) min_precision: Option<f64>,
    /// Exit 1 when recall is below this
    #[arg(long, value_name = "SHARE")]
    pub(crate) min_recall: Option<f64>,
    /// Exit 1 when fewer relations are right
    #[arg(long, value_name = "SHARE")]
    pub(crate) min_relation: Option<f64>,
}
