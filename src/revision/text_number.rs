//! A number from its printed text, whatever the language of print, where it can be read in one way only.

use super::printed::Printed;
use crate::disclosure::Unit;

/// Spaces and strokes that part thousands.
const PARTING: [char; 6] = [' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '’'];

/// What stands in print where no number does.
const NOTHING: [&str; 12] = ["", "–", "-", "—", "―", ".", "..", "...", "…", "*", "x", "X"];

/// The number, or the mark of a withheld one. Shares are percentages, with their sign or without. None where the text is
/// neither, or can be read in two ways.
pub(super) fn read(text: &str, unit: Unit) -> Option<Printed> {
    let text = text.trim();
    if let Some(mark) = mark(text, unit) {
        return Some(Printed::withheld(&mark, unit));
    }
    let body = match (text.strip_suffix('%'), unit) {
        (Some(body), Unit::Share) => body.trim_end(),
        (Some(_), _) => return None,
        (None, _) => text,
    };
    let body = if unit == Unit::PValue { body.trim_start_matches(['<', '>', ' ']) } else { body };
    let (sign, body) = match body.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, body),
    };
    let (whole, fraction) = parted(body, unit)?;
    let digits: String = thousands(whole)?;
    let value: f64 = format!("{digits}.{}", if fraction.is_empty() { "0" } else { fraction }).parse().ok()?;
    Printed::value_of(sign * value / unit.scale(), u8::try_from(fraction.len()).ok()?, unit)
}

/// A mark as it is printed again: `<8`, or a dash.
pub(super) fn mark(text: &str, unit: Unit) -> Option<String> {
    let text = text.trim();
    if NOTHING.contains(&text) {
        return Some("–".into());
    }
    let limit = text.strip_prefix('<')?.trim();
    let small = !limit.is_empty() && limit.len() <= 3 && limit.bytes().all(|b| b.is_ascii_digit());
    (small && unit != Unit::PValue).then(|| format!("<{limit}"))
}

/// Digits after the decimal mark of a text in a known language; 0 where there is none.
pub(super) fn decimals(text: &str, mark: char) -> u8 {
    let fraction = text.rsplit_once(mark).map_or("", |(_, rest)| rest);
    fraction.chars().take_while(char::is_ascii_digit).count().min(usize::from(u8::MAX)) as u8
}

/// Digits before and after the decimal mark.
fn parted(body: &str, unit: Unit) -> Option<(&str, &str)> {
    let whole_numbers = matches!(unit, Unit::Count | Unit::PersonYears | Unit::Days | Unit::Year | Unit::Age);
    let (points, commas) = (body.matches('.').count(), body.matches(',').count());
    if whole_numbers || points + commas == 0 {
        return Some((body, ""));
    }
    let (at, last) = body.char_indices().rev().find(|(_, c)| matches!(c, '.' | ','))?;
    let (whole, fraction) = (&body[..at], &body[at + 1..]);
    let of_its_kind = if last == '.' { points } else { commas };
    match (points > 0 && commas > 0, of_its_kind) {
        // 1.234,5: the last of two kinds is the decimal mark.
        (true, 1) => {}
        (true, _) => return None,
        // 1,234,567: one kind, several times, parts thousands.
        (false, 2..) => return Some((body, "")),
        // 1,234 may be either; 0,123 may not.
        (false, _) if fraction.len() == 3 && (1..=3).contains(&whole.len()) && whole != "0" => return None,
        (false, _) => {}
    }
    let digits = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    (digits && fraction.len() <= 6).then_some((whole, fraction))
}

/// Digits without what parts thousands; none where the groups are not of three.
fn thousands(whole: &str) -> Option<String> {
    let parting = |c: char| PARTING.contains(&c) || c == '.' || c == ',';
    let groups: Vec<&str> = whole.split(parting).collect();
    let digits = groups.iter().all(|g| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit()));
    let threes = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|g| g.len() == 3));
    (digits && threes && whole.len() <= 24).then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, unit: Unit) -> Option<(f64, u8)> {
        read(text, unit).and_then(|n| Some((n.value()?, n.decimals())))
    }

    #[test]
    fn numbers_are_read_as_three_languages_print_them() {
        for text in ["14,000", "14\u{202f}000", "14 000", "14.000", "14000", "14’000", " 14,000 "] {
            assert_eq!(value(text, Unit::Count), Some((14000.0, 0)), "{text}");
        }
        for text in ["0.57%", "0,57\u{202f}%", "0,57 %", "0.57"] {
            let (v, decimals) = value(text, Unit::Share).unwrap();
            assert!((v - 0.0057).abs() < 1e-15 && decimals == 2, "{text}");
        }
        assert_eq!(value("1.234,5", Unit::PerThousand), Some((1234.5, 1)));
        assert_eq!(value("1,234,567", Unit::Plain), Some((1234567.0, 0)));
        assert_eq!(value("\u{2212}0.2", Unit::Plain), Some((-0.2, 1)));
        assert_eq!(value("<0.001", Unit::PValue), Some((0.001, 3)));
        assert_eq!(value("0,123", Unit::PerThousand), Some((0.123, 3)));
    }

    #[test]
    fn what_can_be_read_in_two_ways_or_in_none_is_no_number() {
        for text in ["1,234", "1.234", "NaN", "inf", "1e9", "=1+1", "12 34", "1,,2", "1.2.3,4.5", "#strong[1]", "٣"] {
            assert_eq!(read(text, Unit::PerThousand), None, "{text}");
        }
        for text in ["12.5", "5%", "-3", "1,23", "9999999999999999999999999"] {
            assert_eq!(read(text, Unit::Count), None, "{text}");
        }
    }

    #[test]
    fn marks_are_printed_again_in_one_form() {
        let printed = |text| read(text, Unit::Count).and_then(|n| n.mark().map(str::to_string));
        assert_eq!(printed("< 8").as_deref(), Some("<8"));
        for text in ["", "-", "..", "x", "*", "—"] {
            assert_eq!(printed(text).as_deref(), Some("–"), "{text}");
        }
        assert_eq!(printed("<script>"), None);
        assert_eq!(printed("n/a"), None);
    }
}
