//! One thing that a sentence can name: a number, an interval, a label or a date.

use crate::calendar::Date;
use crate::disclosure::{Number, Protected};
use crate::language::{self, Language};
use crate::revision::Printed;

/// A value with a name, as narrative templates print it.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// One number or the mark that stands in its place.
    Number(Protected<Number>),
    /// Both ends of an interval, printed `0.4–0.7%`.
    Interval(Protected<Number>, Protected<Number>),
    /// A number as another edition printed it.
    Published(Printed),
    /// A name from the codebook or the study, already in the report's language.
    Label(String),
    /// A date of the study, such as the cut-off.
    Date(Date),
}

impl Fact {
    /// What a sentence prints.
    pub fn text(&self, language: Language) -> String {
        match self {
            Fact::Number(number) => number.text(language),
            Fact::Published(number) => number.text(language),
            Fact::Interval(lower, upper) => match (lower.value(), upper.value()) {
                (Some(_), Some(_)) => language::interval(&lower.text(language), &upper.text(language), language),
                (None, _) => lower.text(language),
                (_, None) => upper.text(language),
            },
            Fact::Label(label) => label.clone(),
            Fact::Date(date) => language::date(*date, language),
        }
    }

    /// The printed value, for choosing words; `None` where it is withheld or not a number.
    pub fn value(&self) -> Option<f64> {
        match self {
            Fact::Number(number) => number.value(),
            Fact::Published(number) => number.value(),
            Fact::Interval(..) | Fact::Label(_) | Fact::Date(_) => None,
        }
    }

    /// True where what is printed is the thing itself and no mark.
    pub fn known(&self) -> bool {
        match self {
            Fact::Number(number) => number.value().is_some(),
            Fact::Published(number) => number.value().is_some(),
            Fact::Interval(lower, upper) => lower.value().is_some() && upper.value().is_some(),
            Fact::Label(_) | Fact::Date(_) => true,
        }
    }

    /// Digits after the mark, which some plurals depend on.
    pub fn decimals(&self) -> u8 {
        match self {
            Fact::Number(number) => number.decimals(),
            Fact::Published(number) => number.decimals(),
            Fact::Interval(..) | Fact::Label(_) | Fact::Date(_) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Unit;

    #[test]
    fn an_interval_with_a_withheld_end_prints_the_mark() {
        let share = |v| Number::for_test(v, 1, Unit::Share);
        let interval = Fact::Interval(share(0.004), share(0.007));
        assert_eq!(interval.text(Language::English), "0.4–0.7%");
        let withheld = Fact::Interval(share(0.004), Number::withheld_for_test("–", Unit::Share));
        assert_eq!((withheld.text(Language::English), withheld.known()), ("–".into(), false));
    }
}
