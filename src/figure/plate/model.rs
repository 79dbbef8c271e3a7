//! Forest plots of regressions.

use super::{Chart, Made, Plate, estimate};
use crate::disclosure::Model;
use crate::figure::{Forest, ForestRow};

impl Plate<'_> {
    /// Hazard ratios of a model with people and events of each level; nothing where the model has none.
    pub(super) fn model(&self, model: &Model) -> Made {
        if model.gap.is_some() {
            return Ok(None);
        }
        let language = self.strings.language();
        let mut rows = Vec::new();
        for term in &model.terms {
            rows.push(ForestRow::Head(term.labels.get(language).into()));
            for level in &term.levels {
                let label = match &level.labels {
                    Some(labels) => labels.get(language).to_string(),
                    None => self.text("answer.not_recorded")?,
                };
                let (persons, events) = (Some(level.persons.clone()), Some(level.events.clone()));
                match &level.ratio {
                    Some(ratio) => {
                        rows.push(ForestRow::Level { label, persons, events, ratio: estimate(ratio) });
                    }
                    None => {
                        let words = self.text("model.reference")?;
                        rows.push(ForestRow::Reference { label, persons, events, words });
                    }
                }
            }
        }
        Ok(Some(Chart::Forest(Forest {
            heads: [
                self.text("forest.group")?,
                self.text("forest.persons")?,
                self.text("forest.events")?,
                self.text("model.forest_ratio")?,
            ],
            rows,
            x_label: self.text("model.forest_axis")?,
            sides: Some((self.text("model.less")?, self.text("model.more")?)),
        })))
    }
}
