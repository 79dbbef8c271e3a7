//! Plain numbers, percentages, intervals and probabilities as text.
//!
//! Knows nothing of what a number measures beyond that.

use super::Language;
use icu_decimal::input::Decimal;
use icu_decimal::{DecimalFormatter, options::DecimalFormatterOptions, options::GroupingStrategy};

/// A number with exactly `decimals` digits after the mark, grouped as the language does; `–` where it is not finite.
///
/// Halves round away from zero, and a number that rounds to zero has no sign.
pub fn number(value: f64, decimals: u8, language: Language) -> String {
    written(value, decimals, GroupingStrategy::Auto, language)
}

/// A calendar year: digits without grouping.
pub fn year(value: f64, language: Language) -> String {
    written(value, 0, GroupingStrategy::Never, language)
}

/// A proportion in 0..=1 as a percentage with `decimals` digits after the mark.
pub fn share(value: f64, decimals: u8, language: Language) -> String {
    if value.is_finite() { per_cent(&number(value * 100.0, decimals, language), language) } else { "–".into() }
}

/// Puts the percent sign after digits (or after a mark), with the space that the language asks for.
pub fn per_cent(digits: &str, language: Language) -> String {
    let space = match language {
        Language::English => "",
        Language::French => "\u{202f}",
        Language::Spanish => "\u{a0}",
    };
    format!("{digits}{space}%")
}

/// Two ends of an interval, each already text: `0.4–0.7`, or `−0.2 to 1.3` where a minus sign would meet the dash.
///
/// A percent sign on both ends is printed once, after the second.
pub fn interval(lower: &str, upper: &str, language: Language) -> String {
    let sign = per_cent("", language);
    let lower = if upper.ends_with(&sign) { lower.strip_suffix(&sign).unwrap_or(lower) } else { lower };
    if lower.starts_with('\u{2212}') || upper.starts_with('\u{2212}') {
        let to = match language {
            Language::English => "to",
            Language::French => "à",
            Language::Spanish => "a",
        };
        format!("{lower}\u{a0}{to}\u{a0}{upper}")
    } else {
        format!("{lower}–{upper}")
    }
}

/// The probability of a test with `decimals` digits: `0.032`, but `<0.001` and `>0.999` where it would round to 0 or 1.
pub fn p_value(value: f64, decimals: u8, language: Language) -> String {
    let step = libm::pow(10.0, -f64::from(decimals));
    if value < step / 2.0 {
        format!("<{}", number(step, decimals, language))
    } else if value > 1.0 - step / 2.0 {
        format!(">{}", number(1.0 - step, decimals, language))
    } else {
        number(value, decimals, language)
    }
}

/// Digits by CLDR; the sign by hand, since CLDR's is a hyphen.
fn written(value: f64, decimals: u8, grouping: GroupingStrategy, language: Language) -> String {
    if !value.is_finite() {
        return "–".into();
    }
    let power = libm::pow(10.0, f64::from(decimals));
    let scaled = value.abs() * power;
    // `{:.*}` rounds the binary value; 0.125 and 2.675 are meant as they read.
    let rounded = if scaled < 9.0e15 { libm::round(scaled * (1.0 + f64::EPSILON)) / power } else { value.abs() };
    let digits = format!("{rounded:.*}", usize::from(decimals));
    let sign = if value < 0.0 && digits.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "\u{2212}" } else { "" };
    format!("{sign}{}", grouped(&digits, grouping, language).unwrap_or(digits))
}

/// `None` only if the compiled data lacked the language, which it does not.
fn grouped(digits: &str, grouping: GroupingStrategy, language: Language) -> Option<String> {
    let options = DecimalFormatterOptions::from(grouping);
    let formatter = DecimalFormatter::try_new(language.locale().into(), options).ok()?;
    let text = formatter.format(&digits.parse::<Decimal>().ok()?).to_string();
    // CLDR's Spanish has a point, which half of the language reads as a decimal mark; the Academies write a thin space.
    Some(if language == Language::Spanish { text.replace('.', "\u{202f}") } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, French, Spanish};

    #[test]
    fn groups_and_marks_follow_the_language() {
        let texts = |value, decimals| Language::ALL.map(|l| number(value, decimals, l));
        assert_eq!(texts(1234567.5, 1), ["1,234,567.5", "1\u{202f}234\u{202f}567,5", "1\u{202f}234\u{202f}567,5"]);
        assert_eq!(texts(1234.0, 0), ["1,234", "1\u{202f}234", "1234"]);
        assert_eq!(texts(-0.25, 1), ["\u{2212}0.3", "\u{2212}0,3", "\u{2212}0,3"]);
        assert_eq!(number(-0.04, 1, English), "0.0");
        assert_eq!(number(2.675, 2, English), "2.68");
        assert_eq!(number(f64::NAN, 1, English), "–");
        assert_eq!(number(1e22, 0, English), "10,000,000,000,000,000,000,000");
        assert_eq!(year(2009.0, English), "2009");
    }

    proptest::proptest! {
        #[test]
        fn a_printed_number_reads_back(value in -1e12..1e12_f64, decimals in 0_u8..5) {
            for language in Language::ALL {
                let mark = if language == English { '.' } else { ',' };
                let plain: String = number(value, decimals, language)
                    .chars()
                    .filter_map(|c| match c {
                        '\u{2212}' => Some('-'),
                        c if c == mark => Some('.'),
                        c => c.is_ascii_digit().then_some(c),
                    })
                    .collect();
                let read: f64 = plain.parse().unwrap();
                let half = 0.5 * libm::pow(10.0, -f64::from(decimals));
                proptest::prop_assert!((read - value).abs() <= half * (1.0 + 1e-6) + value.abs() * 1e-15, "{}", plain);
            }
        }
    }

    #[test]
    fn percentages_keep_their_sign_on_the_line() {
        let texts = Language::ALL.map(|l| share(0.0057, 2, l));
        assert_eq!(texts, ["0.57%", "0,57\u{202f}%", "0,57\u{a0}%"]);
    }

    #[test]
    fn intervals_print_one_percent_sign_and_never_a_dash_beside_a_minus() {
        assert_eq!(interval("0.4%", "0.7%", English), "0.4–0.7%");
        assert_eq!(interval("0,4\u{202f}%", "0,7\u{202f}%", French), "0,4–0,7\u{202f}%");
        assert_eq!(interval("\u{2212}0,2", "1,3", Spanish), "\u{2212}0,2\u{a0}a\u{a0}1,3");
    }

    #[test]
    fn probabilities_are_never_nought_or_one() {
        assert_eq!(p_value(0.0003, 3, English), "<0.001");
        assert_eq!(p_value(0.0, 3, French), "<0,001");
        assert_eq!(p_value(0.9999, 3, English), ">0.999");
        assert_eq!(p_value(0.0321, 3, English), "0.032");
    }
}
