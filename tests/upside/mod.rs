//! Data turned upside down: nobody, everybody, one person, one answer, no dates, labels that are too long. Each report
//! must be made and must read well, in every language.

mod page;
mod project;
mod reading;
mod shape;
mod workbook;
