//! `retraffic describe`: what stands in the columns of a table.

use std::process::ExitCode;

use super::arguments::DescribeArguments;
use super::estimate::{fault, print};
use super::report::Console;
use crate::build::Fault;
use crate::disclosure::Internal;
use crate::workbench::{self, DataFile};

/// Describes a table.
///
/// # Errors
/// Files that cannot be read or written, columns that are not there.
pub fn describe(of: &DescribeArguments) -> Result<ExitCode, Fault> {
    let file = DataFile {
        shown: of.data.display().to_string(),
        delimiter: of.exchange.delimiter,
        encoding: of.exchange.encoding.clone(),
    };
    let described = workbench::describe(&of.data, &file, &of.columns, of.by.as_deref()).map_err(fault)?;
    Console::stderr().all(&described.remarks);
    print(&Internal::stamp(described.answers), of.exchange.format, of.exchange.output.as_deref())?;
    Ok(ExitCode::SUCCESS)
}
