//! `byt completions SHELL`: the script that makes a shell ask `byt` at each TAB.

use clap::{Args, Command};
use clap_complete::Shell;

use crate::cli::errors::{Exit, Failure};
use crate::cli::output;

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt completions bash > ~/.local/share/bash-completion/completions/byt
  byt completions zsh > ~/.zfunc/_byt          ~/.zfunc must be in fpath
  byt completions fish > ~/.config/fish/completions/byt.fish
  byt completions powershell >> $PROFILE")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs, all: Command) -> Result<Exit, Failure> {
    output::text(&script(args.shell, all))?;
    Ok(Exit::Done)
}

/// Returns the script for a shell.
fn script(shell: Shell, mut all: Command) -> String {
    match shell {
        Shell::Bash => BASH.to_owned(),
        Shell::Zsh => ZSH.to_owned(),
        Shell::Fish => FISH.to_owned(),
        Shell::PowerShell => POWERSHELL.to_owned(),
        // Only options and commands, without people and topics.
        other => {
            let mut script = Vec::new();
            clap_complete::generate(other, &mut all, "byt", &mut script);
            String::from_utf8_lossy(&script).into_owned()
        }
    }
}

/// Works in bash 3.2, which macOS has. No space is added after a folder.
const BASH: &str = r#"_byt() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(BYT_COMPLETE=bash "${COMP_WORDS[0]/#\~/$HOME}" -- "${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -o nosort -F _byt byt 2>/dev/null || complete -F _byt byt
"#;

/// Candidates that don't begin with the typed word replace it, one after the other at each TAB.
const ZSH: &str = r#"#compdef byt
_byt() {
    local -a lines values shown
    local line
    lines=("${(@f)$(BYT_COMPLETE=zsh "${words[1]/#\~/$HOME}" -- "${(@)words[1,CURRENT]}" 2>/dev/null)}")
    for line in "${(@)lines[2,-1]}"; do
        [[ -n $line ]] || continue
        values+=("${line%%$'\t'*}")
        if [[ -n ${line#*$'\t'} ]]; then
            shown+=("${line%%$'\t'*}  -- ${line#*$'\t'}")
        else
            shown+=("${line%%$'\t'*}")
        fi
    done
    (( $#values )) || return 1
    local -a how
    [[ $#values -eq 1 && ${values[1]} == */ ]] && how=(-S '')
    if [[ ${lines[1]} == - ]]; then
        (( $#values > 1 )) && compstate[insert]=menu
        compadd -U -l $how -d shown -a values
    else
        compadd -l $how -d shown -a values
    fi
}
if [[ $funcstack[1] == _byt ]]; then
    _byt "$@"
else
    compdef _byt byt
fi
"#;

const FISH: &str = r"complete --command byt --no-files --keep-order --arguments '(BYT_COMPLETE=fish byt -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token --cut-at-cursor) 2>/dev/null)'
";

const POWERSHELL: &str = r#"Register-ArgumentCompleter -Native -CommandName byt -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
    if ($wordToComplete -eq '') { $words += '' }
    $words = @($words | ForEach-Object { if ($_ -eq '') { '""' } else { $_ } })
    $before = $env:BYT_COMPLETE
    $env:BYT_COMPLETE = 'powershell'
    try { $found = @(& byt -- $words 2>$null) } finally { $env:BYT_COMPLETE = $before }
    $found | ForEach-Object {
        $parts = $_ -split "`t"
        if ($parts.Length -eq 3) {
            [System.Management.Automation.CompletionResult]::new($parts[0], $parts[1], 'ParameterValue', $parts[2])
        }
    }
}
"#;
