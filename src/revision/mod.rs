//! This edition against the last: what was printed then, read from its own `release.json` or from a list made by hand,
//! and what of it this edition prints otherwise.
//!
//! Sees published numbers only: the release of this edition and the file of the last. A difference between editions is
//! growth and revision of the case file, and never a trend.

mod admit;
mod codes;
mod compare;
mod count;
mod hand_list;
mod indicator;
mod last_edition;
mod period;
mod printed;
mod reading;
mod release_file;
mod roster;
mod source;
mod text_number;

#[cfg(test)]
mod tests;

pub use codes::CODES;
pub use compare::{Revision, Told, compare, exposed};
pub use indicator::{GROUPS, INDICATORS, Indicator};
pub use last_edition::LastEdition;
pub use period::{PeriodNumbers, PeriodPair, YearPair};
pub use printed::{Difference, Printed};
pub use reading::{Compared, Reading};
pub use source::read;
