//! Numbers in a text, as a reader of its language reads them.

use retraffic::language::Language;

/// Every number of a text, in order. `0.4–0.7%` has two; a sign before one is not read.
pub fn numbers(text: &str, language: Language) -> Vec<f64> {
    let chars: Vec<char> = text.chars().collect();
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    // Three digits and no fourth.
    let group = |at: usize| (0..3).all(|i| digit(at + i)) && !digit(at + 3);
    let (thousands, mark): (&[char], char) = match language {
        Language::English => (&[','], '.'),
        Language::French | Language::Spanish => (&['\u{202f}', '\u{a0}'], ','),
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !digit(at) {
            at += 1;
            continue;
        }
        let start = at;
        let mut number = String::new();
        let mut grouped = true;
        while let Some(&c) = chars.get(at) {
            if c.is_ascii_digit() {
                number.push(c);
            } else if thousands.contains(&c) && grouped && at - start <= 3 + 4 * (number.len() / 3) && group(at + 1) {
                // A separator of thousands says nothing.
            } else if c == mark && digit(at + 1) && !number.contains('.') {
                number.push('.');
                grouped = false;
            } else {
                break;
            }
            at += 1;
        }
        found.push(number.parse().unwrap());
    }
    found
}

#[test]
fn numbers_are_read_as_their_language_writes_them() {
    let read = |text, language| numbers(text, language);
    assert_eq!(read("14,000 people, 0.56% (0.45–0.70%), 2009.", Language::English), [14000.0, 0.56, 0.45, 0.7, 2009.0]);
    assert_eq!(read("14\u{202f}000 personnes, 0,56\u{202f}%, 24 mois", Language::French), [14000.0, 0.56, 24.0]);
    assert_eq!(read("1,5 y 2,25; 2.010", Language::Spanish), [1.5, 2.25, 2.0, 10.0]);
    assert_eq!(read("6, 12 and 24; 1999–2003", Language::English), [6.0, 12.0, 24.0, 1999.0, 2003.0]);
}
