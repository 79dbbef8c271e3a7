//! Values and sheets that the tests of charts share.

use super::{Caption, Sheet, Value};
use crate::disclosure::{InternalOnly, Life, Lives, Number, Unit};
use crate::language::Language;

/// A label longer than any room it will be given.
pub(crate) const LONG: &str = "Assisted voluntary return with referral to a partner organisation in the country of origin, followed by \
     reintegration assistance of more than twelve months and a monitoring visit";

pub(crate) fn count(value: f64) -> Value {
    Number::for_test(value, 0, Unit::Count)
}

pub(crate) fn share(value: f64) -> Value {
    Number::for_test(value, 1, Unit::Share)
}

pub(crate) fn ratio(value: f64) -> Value {
    Number::for_test(value, 2, Unit::Ratio)
}

pub(crate) fn hidden() -> Value {
    Number::withheld_for_test("<8", Unit::Count)
}

/// Lives of all lengths: some of a day, some with little, some that begin long before a picture would.
pub(crate) fn lives(n: usize) -> InternalOnly<Lives> {
    let life = |i: usize| {
        let (gap, long) = (i as i32 * 29, i as i32 % 7 * 60);
        let later = gap + long;
        Life {
            gap,
            trafficked: vec![(-long * 9, 0), (gap, later), (later + 40, later + 40)],
            assisted: vec![(10, 10 + long), (-900, -800)],
        }
    };
    InternalOnly::for_test(Lives { dated: (0..n).map(life).collect(), undated: 3 })
}

pub(crate) fn sheet(width_pt: f64) -> Sheet {
    Sheet {
        width_pt,
        language: Language::English,
        title: "A chart".into(),
        description: "A chart of <8 & more".into(),
        caption: None,
        stamp: None,
        theme: crate::theme::Theme::default(),
    }
}

/// A sheet with everything that can surround a chart.
pub(crate) fn full_sheet(width_pt: f64, language: Language) -> Sheet {
    let caption = Caption {
        title: "Most of those known to have been re-trafficked were women under twenty-five, and within two years of \
                their return"
            .into(),
        subtitle: "Known re-trafficking per 1,000 assisted persons, 1999 to 2009, n = 14,020".into(),
        note: "Known cases are a floor. Counts are rounded to the nearest 5; <8 stands for 0 to 7.".into(),
        source: "Source: simulated case file.".into(),
    };
    Sheet { caption: Some(caption), stamp: Some("Simulated data".into()), language, ..sheet(width_pt) }
}
