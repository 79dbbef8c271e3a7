//! `retraffic completions` and `retraffic man`: what the shell and the manual know of the commands.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::arguments::Arguments;
use crate::build::{self, Fault};

/// What a program that runs this one learns from its exit code.
const EXIT: [(&str, &str); 9] = [
    ("0", "Done. Rows set aside are warnings, not errors."),
    ("1", "The data or the plan has errors; nothing was written."),
    ("2", "The command was mistyped."),
    ("3", "Disclosure control does not let a public report out."),
    ("4", "Another build holds the folder."),
    ("5", "The report does not verify."),
    ("6", "The report is stale."),
    ("7", "Input or output failed."),
    ("130", "Interrupted."),
];

/// What `--help` says below the commands.
pub const HELP: &str = "Start with:  retraffic build data-sample
Your own:    retraffic new my-report --data cases.csv

Exit codes:
  0    done; rows set aside are warnings, not errors
  1    the data or the plan has errors; nothing was written
  2    the command was mistyped
  3    disclosure control does not let a public report out
  4    another build holds the folder
  5    the report does not verify
  6    the report is stale
  7    input or output failed
  130  interrupted";

/// Examples of `completions`.
pub const COMPLETIONS_HELP: &str = "Examples:
  retraffic completions bash > ~/.local/share/bash-completion/completions/retraffic
  retraffic completions zsh > ~/.zfunc/_retraffic
  retraffic completions fish > ~/.config/fish/completions/retraffic.fish";

/// Examples of `man`.
pub const MAN_HELP: &str = "Examples:
  retraffic man | man -l -
  retraffic man --dir ~/.local/share/man/man1";

/// `retraffic completions`.
#[derive(Args)]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// `retraffic man`.
#[derive(Args)]
pub struct ManArguments {
    /// Folder for one page per command; without it the program's page goes to the terminal
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// Prints the completions of a shell.
pub fn completions(of: &CompletionsArguments) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(of.shell, &mut Arguments::command(), "retraffic", &mut script);
    // A closed pipe is not worth a word.
    let _ = io::stdout().lock().write_all(&script);
    ExitCode::SUCCESS
}

/// Prints the program's page, or writes all pages into a folder.
///
/// # Errors
/// A folder that cannot be written.
pub fn man(of: &ManArguments) -> Result<ExitCode, Fault> {
    let mut program = Arguments::command().disable_help_subcommand(true);
    program.build();
    let Some(folder) = &of.dir else {
        let _ = io::stdout().lock().write_all(&page(&program).1);
        return Ok(ExitCode::SUCCESS);
    };
    let commands = program.get_subcommands().filter(|command| !command.is_hide_set());
    let pages: Vec<(String, Vec<u8>)> = std::iter::once(&program).chain(commands).map(page).collect();
    build::write_pages(folder, &pages)?;
    let mut out = io::stdout().lock();
    for (name, _) in &pages {
        let _ = writeln!(out, "{}", folder.join(name).display());
    }
    Ok(ExitCode::SUCCESS)
}

/// File name and text of a command's page.
fn page(command: &Command) -> (String, Vec<u8>) {
    let is_program = command.get_name() == "retraffic";
    let source = concat!("retraffic ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).source(source).manual("retraffic");
    let mut out = Vec::new();
    // Writing to memory does not fail.
    let _ = sections(&man, command, is_program, &mut out);
    (man.get_filename(), out)
}

fn sections(man: &Man, command: &Command, is_program: bool, out: &mut Vec<u8>) -> io::Result<()> {
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    aliases(command).to_writer(out)?;
    if is_program {
        man.render_subcommands_section(out)?;
    }
    examples(command).to_writer(out)?;
    if is_program { exit_status().to_writer(out) } else { see_also().to_writer(out) }
}

/// Other names of options, which the options themselves do not tell.
fn aliases(command: &Command) -> Roff {
    let mut roff = Roff::default();
    let named = command.get_arguments().filter(|argument| !argument.is_hide_set());
    let other = named.filter_map(|argument| Some((argument.get_long()?, argument.get_visible_aliases()?)));
    for (at, (name, aliases)) in other.filter(|(_, aliases)| !aliases.is_empty()).enumerate() {
        if at == 0 {
            roff.control("SH", ["ALIASES"]);
        }
        let aliases: Vec<String> = aliases.iter().map(|alias| format!("--{alias}")).collect();
        roff.control("TP", []);
        roff.text([bold(aliases.join(", "))]);
        roff.text([roman("The same as "), bold(format!("--{name}")), roman(".")]);
    }
    roff
}

/// What the help says last, line by line as it stands.
fn examples(command: &Command) -> Roff {
    let mut roff = Roff::default();
    let Some(help) = command.get_after_help() else { return roff };
    let text = help.to_string();
    let text = text.split("\n\nExit codes:").next().unwrap_or_default();
    roff.control("SH", ["EXAMPLES"]);
    roff.control("nf", []);
    for line in text.lines().filter(|line| !line.starts_with("Example")) {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    roff
}

fn exit_status() -> Roff {
    let mut roff = Roff::default();
    roff.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in EXIT {
        roff.control("TP", []);
        roff.text([bold(code)]);
        roff.text([roman(meaning)]);
    }
    roff
}

fn see_also() -> Roff {
    let mut roff = Roff::default();
    roff.control("SH", ["EXIT STATUS"]);
    roff.text([roman("The codes stand in "), bold("retraffic"), roman("(1).")]);
    roff
}
