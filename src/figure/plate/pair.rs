//! Charts of one question asked of both episodes of a step.

use super::{Chart, Made, Plate};
use crate::figure::{SlopePanel, SlopeRow, Slopes};

/// Answers that a panel shows: more lines could not be followed.
const ROWS: usize = 10;

impl Plate<'_> {
    /// Shares before and after, one panel for each of these pairs of tables: the answers with the largest shares at either
    /// end. Nothing where no answer has both.
    pub(super) fn slopes(&self, ids: &[&str]) -> Made {
        let mut panels = Vec::new();
        for (id, before, later) in self.release.pairs().filter(|pair| ids.contains(&pair.0)) {
            let mut rows = Vec::new();
            for (label, row) in self.rows(before)? {
                let share = |row: &crate::disclosure::Row| {
                    row.cells.last().and_then(|c| c.share_known.as_ref()).map(|s| s.value.clone())
                };
                let ends = (share(row), later.row(row.answer).and_then(share));
                if let (Some(left), Some(right)) = ends
                    && (left.value() > Some(0.0) || right.value() > Some(0.0))
                {
                    rows.push(SlopeRow { label, left, right });
                }
            }
            let ends = |row: &SlopeRow| [row.left.value().unwrap_or(-1.0), row.right.value().unwrap_or(-1.0)];
            let most = |row: &SlopeRow| ends(row)[0].max(ends(row)[1]);
            rows.sort_by(|a, b| most(b).total_cmp(&most(a)));
            rows.truncate(ROWS);
            // Of equal shares at one end the one that is larger at the other comes first: fewer lines cross.
            rows.sort_by(|a, b| {
                let ([a0, a1], [b0, b1]) = (ends(a), ends(b));
                b0.total_cmp(&a0).then(b1.total_cmp(&a1))
            });
            let title = self.release.codebook.get(before.rows_of).labels.get(self.strings.language()).to_string();
            let place = ids.iter().position(|i| *i == id);
            panels.push((place, SlopePanel { title: if ids.len() > 1 { title } else { String::new() }, rows }));
        }
        panels.sort_by_key(|(place, _)| *place);
        let panels: Vec<SlopePanel> =
            panels.into_iter().map(|(_, panel)| panel).filter(|p| !p.rows.is_empty()).collect();
        let whole = |row: &SlopeRow| row.left.value().is_some() && row.right.value().is_some();
        if !panels.iter().flat_map(|p| &p.rows).any(whole) {
            return Ok(None);
        }
        Ok(Some(Chart::Slopes(Slopes {
            left_title: self.text("transition.from")?,
            right_title: self.text("transition.to")?,
            panels,
        })))
    }
}
