//! Which character stands between the cells of a header.
//!
//! Owns the guess. Knows bytes only.

/// What the program recognises by itself, in order of preference.
pub(super) const RECOGNISED: [u8; 3] = [b',', b';', b'\t'];
/// What is seen in the field besides: enough to say what is wrong.
const OTHERS: [u8; 3] = [b'|', b':', b'^'];

/// The delimiter most frequent in the first line outside quotes; `None` where there is none of the three.
pub fn recognise(head: &[u8]) -> Option<u8> {
    most(head, &RECOGNISED)
}

/// Any other character that may be meant, for a file that seems to have one column.
pub(super) fn other_than(head: &[u8], tried: u8) -> Option<u8> {
    let rest: Vec<u8> = RECOGNISED.iter().chain(&OTHERS).copied().filter(|&d| d != tried).collect();
    most(head, &rest)
}

fn most(head: &[u8], candidates: &[u8]) -> Option<u8> {
    let counts = counts(head, candidates);
    let top = counts.iter().copied().max().filter(|&c| c > 0)?;
    candidates.iter().zip(&counts).find(|(_, count)| **count == top).map(|(d, _)| *d)
}

fn counts(head: &[u8], candidates: &[u8]) -> Vec<usize> {
    let mut counts = vec![0; candidates.len()];
    let mut quoted = false;
    for &byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(i) = candidates.iter().position(|&c| c == byte) {
                    counts[i] += 1;
                }
            }
        }
    }
    counts
}

/// How a delimiter is written in a sentence.
pub(super) fn shown(delimiter: u8) -> &'static str {
    match delimiter {
        b',' => "comma",
        b';' => "semicolon",
        b'\t' => "tab",
        b'|' => "vertical bar",
        b':' => "colon",
        _ => "another character",
    }
}

/// How it is written in report.toml.
pub(super) fn written(delimiter: u8) -> String {
    if delimiter == b'\t' { "\\t".into() } else { char::from(delimiter).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_alone_decides_and_quotes_hide() {
        assert_eq!(recognise(b"a;b;c\n1,2,3,4,5\n"), Some(b';'));
        assert_eq!(recognise(b"\"a;b;c;d\",x\n"), Some(b','));
        assert_eq!(recognise(b"a\tb"), Some(b'\t'));
        assert_eq!(recognise(b"a|b"), None);
        assert_eq!(other_than(b"a|b", b','), Some(b'|'));
        assert_eq!(other_than(b"lonely", b','), None);
    }
}
