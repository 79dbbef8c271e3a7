//! Protected numbers to CSV, XLSX and JSON, safe against spreadsheet formulas.

mod change_sheet;
mod changes;
mod csv_table;
mod csv_web;
mod digits;
mod label;
mod model_csv;
mod release_course;
mod release_json;
mod workbook;
mod worksheet;

pub use changes::changes_csv;
pub use csv_table::csv_table;
pub use csv_web::{Described, METADATA, csv_metadata};
pub use model_csv::{lifetime_csv, model_csv};
pub use release_json::{Literal, release_json};
pub use workbook::{Imprint, WorkbookError, workbook};
