//! Numbers under which a publication is catalogued: ISBN, ISSN, DOI. Each is checked before it can exist.

/// Why a text is no such number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentifierFault {
    /// Another number of digits, or other signs among them.
    Shape,
    /// The last digit does not go with the others: one is wrong, or two changed places.
    CheckDigit,
}

/// An International Standard Book Number of 13 digits, or of 10 as they were given until 2006; with its hyphens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Isbn(String);

/// An International Standard Serial Number, `1234-5679`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issn(String);

/// A Digital Object Identifier without the resolver's address, `10.1234/abc`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doi(String);

impl Isbn {
    /// Reads a number; hyphens and spaces may stand between its groups.
    ///
    /// # Errors
    /// Another shape, or a check digit that does not fit (ISO 2108).
    pub fn parse(text: &str) -> Result<Self, IdentifierFault> {
        let text = text.trim();
        if text.chars().any(|c| !c.is_ascii_digit() && !matches!(c, '-' | ' ' | 'X' | 'x')) {
            return Err(IdentifierFault::Shape);
        }
        let signs: Vec<char> = text.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
        let digits = digits(&signs).ok_or(IdentifierFault::Shape)?;
        let fits = match digits.len() {
            13 if !signs.contains(&'X') && (text.starts_with("978") || text.starts_with("979")) => {
                let weighted = digits.iter().zip([1, 3].iter().cycle()).map(|(d, w)| d * w);
                weighted.sum::<u32>() % 10 == 0
            }
            10 => weighted_by_place(&digits).is_multiple_of(11),
            _ => return Err(IdentifierFault::Shape),
        };
        if fits { Ok(Isbn(text.replace(' ', "-").to_ascii_uppercase())) } else { Err(IdentifierFault::CheckDigit) }
    }

    /// As it is printed.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl Issn {
    /// Reads a number, with or without its hyphen.
    ///
    /// # Errors
    /// Another shape, or a check digit that does not fit (ISO 3297).
    pub fn parse(text: &str) -> Result<Self, IdentifierFault> {
        let signs: Vec<char> = match text.trim().split('-').collect::<Vec<_>>()[..] {
            [whole] if whole.len() == 8 => whole.chars().collect(),
            [a, b] if a.len() == 4 && b.len() == 4 => a.chars().chain(b.chars()).collect(),
            _ => return Err(IdentifierFault::Shape),
        };
        let digits = digits(&signs).ok_or(IdentifierFault::Shape)?;
        if !weighted_by_place(&digits).is_multiple_of(11) {
            return Err(IdentifierFault::CheckDigit);
        }
        let whole: String = signs.iter().collect::<String>().to_ascii_uppercase();
        Ok(Issn(format!("{}-{}", &whole[..4], &whole[4..])))
    }

    /// As it is printed.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl Doi {
    /// Reads an identifier, with or without `doi:` or the resolver's address.
    ///
    /// # Errors
    /// What is not `10.`, a registrant of four to nine digits, a slash and a name without spaces.
    pub fn parse(text: &str) -> Result<Self, IdentifierFault> {
        let text = text.trim();
        let starts = ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:"];
        let bare = starts.iter().find_map(|start| text.strip_prefix(start)).unwrap_or(text).trim_start();
        let (registrant, name) =
            bare.strip_prefix("10.").and_then(|r| r.split_once('/')).ok_or(IdentifierFault::Shape)?;
        let mut groups = registrant.split('.');
        let number = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
        let first = groups.next().is_some_and(|g| number(g) && (4..=9).contains(&g.len()));
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"');
        if first && groups.all(number) && !name.is_empty() && name.chars().all(plain) {
            Ok(Doi(bare.to_string()))
        } else {
            Err(IdentifierFault::Shape)
        }
    }

    /// The bare identifier.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// Values of the signs; `X` stands for ten in the last place alone.
fn digits(signs: &[char]) -> Option<Vec<u32>> {
    let last = signs.len().checked_sub(1)?;
    let value = |(place, sign): (usize, &char)| match sign {
        'X' | 'x' if place == last => Some(10),
        sign => sign.to_digit(10),
    };
    signs.iter().enumerate().map(value).collect()
}

/// Each digit times its place from the end, the last one being the first.
fn weighted_by_place(digits: &[u32]) -> u32 {
    digits.iter().rev().zip(1..).map(|(digit, place)| digit * place).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use IdentifierFault::{CheckDigit, Shape};

    #[test]
    fn book_numbers_are_held_against_their_last_digit() {
        for good in ["978-92-9068-590-6", "9780306406157", "0-306-40615-2", "0-8044-2957-x", "978 0 306 40615 7"] {
            assert!(Isbn::parse(good).is_ok(), "{good}");
        }
        assert_eq!(Isbn::parse("978 0 306 40615 7").unwrap().text(), "978-0-306-40615-7");
        assert_eq!(Isbn::parse("978-0-306-40615-8"), Err(CheckDigit));
        assert_eq!(Isbn::parse("978-0-306-46015-7"), Err(CheckDigit), "two digits changed places");
        for other in ["", "978", "977-0-306-40615-7", "978-0-306-40615-X", "0-306-4X615-2", "ISBN 0306406152"] {
            assert_eq!(Isbn::parse(other), Err(Shape), "{other}");
        }
    }

    #[test]
    fn serial_numbers_are_held_against_their_last_digit() {
        for good in ["0378-5955", "03785955", "2434-561x"] {
            assert!(Issn::parse(good).is_ok(), "{good}");
        }
        assert_eq!(Issn::parse("2434-561x").unwrap().text(), "2434-561X");
        assert_eq!(Issn::parse("0378-5954"), Err(CheckDigit));
        for other in ["", "0378", "0378-595", "037-85955", "é378-5955", "0378-59é"] {
            assert_eq!(Issn::parse(other), Err(Shape), "{other}");
        }
    }

    #[test]
    fn object_identifiers_lose_the_resolver() {
        for good in ["10.1234/abc", "doi:10.1234/abc", "https://doi.org/10.1234/abc"] {
            assert_eq!(Doi::parse(good).unwrap().text(), "10.1234/abc");
        }
        assert!(Doi::parse("10.1000.10/123(4)").is_ok());
        for other in ["", "10.12/abc", "10.1234", "10.1234/", "10.1234/a b", "11.1234/a", "10.12a4/b"] {
            assert_eq!(Doi::parse(other), Err(Shape), "{other}");
        }
    }
}
