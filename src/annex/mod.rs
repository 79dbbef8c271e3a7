//! Protected numbers to CSV, XLSX and JSON, safe against spreadsheet formulas.
