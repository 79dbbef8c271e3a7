//! From the bytes of the file that `[previous]` names to the last edition.

use super::hand_list::{self, Imprint};
use super::last_edition::LastEdition;
use super::release_file::{self, is_edition};
use crate::diagnostic::{Diagnostic, Place};
use crate::study::PreviousPlan;

/// More than any release.json has.
const LARGEST: usize = 64 << 20;

/// Reads a release.json, or a list in CSV, whichever the file is.
///
/// # Errors
/// Every fault found: `R001` to `R003`, `R008`; `S013` where a list lacks its edition or cut-off.
pub fn read(bytes: &[u8], plan: &PreviousPlan) -> Result<LastEdition, Vec<Diagnostic>> {
    let file = plan.file.as_str();
    let fault = |message: &str, help: &str| vec![Diagnostic::error("R001", message, help).at(Place::file(file))];
    if bytes.len() > LARGEST {
        return Err(fault("the file is larger than any release.json", "name the release.json of the last edition"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(b"PK") || bytes.contains(&0) {
        return Err(fault("this is a workbook, or no text", "save the list as CSV in UTF-8"));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if text.trim_start().starts_with(['{', '[']) => release_file::read(text, file).map_err(|f| vec![f]),
        Ok(text) => hand_list::read(text, file, imprint(plan)?),
        // A spreadsheet in Europe saves CSV so unless it is asked for UTF-8.
        Err(_) => hand_list::read(&encoding_rs::WINDOWS_1252.decode(bytes).0, file, imprint(plan)?),
    }
}

fn imprint(plan: &PreviousPlan) -> Result<Imprint, Vec<Diagnostic>> {
    let edition = plan.edition.clone().filter(|name| is_edition(name));
    let (Some(edition), Some(cutoff)) = (edition, plan.cutoff) else {
        let message = "a list made by hand does not say which edition it was";
        let help = "add `edition = \"2009\"` and `cutoff = \"2008-12-31\"`, as they were, under [previous]";
        return Err(vec![Diagnostic::error("S013", message, help).at(Place::file("report.toml"))]);
    };
    Ok(Imprint { edition, cutoff, rounded_to: plan.rounded_to })
}
