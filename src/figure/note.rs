//! The few words a chart says of its own accord, in the report's languages.

use super::canvas::{Align, Canvas, pt};
use super::label::Type;
use super::{Figure, FigureError, Sheet};
use crate::language::Language;

/// What stands under a chart that has no room for all its rows.
pub(super) fn more(left_out: usize, language: Language) -> String {
    match language {
        Language::English => format!("and {left_out} more in the table"),
        Language::French if left_out == 1 => "et 1 autre dans le tableau".into(),
        Language::French => format!("et {left_out} autres dans le tableau"),
        Language::Spanish => format!("y {left_out} más en el cuadro"),
    }
}

/// What stands where there is nothing to draw.
pub(super) fn nothing(sheet: &Sheet) -> Result<Figure, FigureError> {
    let words = match sheet.language {
        Language::English => "No figures to show.",
        Language::French => "Aucun chiffre à présenter.",
        Language::Spanish => "No hay cifras que mostrar.",
    };
    let canvas = Canvas::new(sheet, pt(24.0));
    canvas.text(words, (0, pt(12.0)), Type::axis().italic(), Align::Left);
    canvas.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_is_one() {
        assert_eq!(more(1, Language::French), "et 1 autre dans le tableau");
        assert_eq!(more(2, Language::French), "et 2 autres dans le tableau");
    }
}
