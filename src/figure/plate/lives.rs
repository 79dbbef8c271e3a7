//! The chart of single persons, which an internal release alone can fill.

use super::{Chart, Made, Plate};
use crate::figure::Swim;

impl Plate<'_> {
    /// Those known to be re-trafficked, a line each.
    pub(super) fn lives(&self) -> Made {
        let Some(lives) = self.release.lives.clone().filter(|lives| !lives.get().dated.is_empty()) else {
            return Ok(None);
        };
        let names = [self.text("lives.trafficked")?, self.text("lives.assisted")?];
        Ok(Some(Chart::Swim(Swim { lives, names, x_label: self.text("axis.months_since_first_exit")? })))
    }
}
