//! What an answer is called in print.

use super::release::Release;
use crate::codebook::VarId;
use crate::diagnostic::Diagnostic;
use crate::language::Strings;
use crate::study::Answer;

impl Release {
    /// The printed label of an answer to a variable; the total for `None`.
    ///
    /// # Errors
    /// A missing string.
    pub fn label(&self, variable: VarId, answer: Option<Answer>, strings: &Strings) -> Result<String, Diagnostic> {
        Ok(match answer {
            Some(Answer::Is(c)) => {
                let category = self.codebook.get(variable).categories.get(usize::from(c.0));
                category.map_or_else(String::new, |c| c.labels.get(strings.language()).into())
            }
            Some(Answer::Known) => strings.get("answer.known")?.into(),
            Some(Answer::NotRecorded) => strings.get("answer.not_recorded")?.into(),
            None => strings.get("answer.total")?.into(),
        })
    }

    /// The stable name of an answer; `*` for the total.
    pub fn name(&self, variable: VarId, answer: Option<Answer>) -> &str {
        match answer {
            None => "*",
            Some(Answer::Known) => "known",
            Some(Answer::NotRecorded) => "not_recorded",
            Some(Answer::Is(c)) => {
                self.codebook.get(variable).categories.get(usize::from(c.0)).map_or("", |c| c.name.as_str())
            }
        }
    }
}
