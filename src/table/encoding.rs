//! From the bytes of a file to UTF-8.
//!
//! Owns the recognition and the decoding of encodings. Knows no table.

use std::io::{self, Read};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// What the first bytes of a file say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// Nothing at all.
    Empty,
    /// A zipped workbook (XLSX, ODS) or an old XLS.
    Spreadsheet,
    /// A PDF.
    Pdf,
    /// Zero bytes: UTF-16 without its mark, or no text.
    Binary,
    /// Text that carries the mark of UTF-16.
    Utf16(&'static Encoding),
    /// Text, to be read as UTF-8; `true` where the mark of UTF-8 comes first.
    Text(bool),
}

/// Looks at the first bytes of a file.
pub(super) fn opening(head: &[u8]) -> Opening {
    match head {
        [] => Opening::Empty,
        [0xEF, 0xBB, 0xBF] => Opening::Empty,
        [0xEF, 0xBB, 0xBF, ..] => Opening::Text(true),
        [0xFF, 0xFE, ..] => Opening::Utf16(UTF_16LE),
        [0xFE, 0xFF, ..] => Opening::Utf16(UTF_16BE),
        [b'P', b'K', 3, 4, ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] => Opening::Spreadsheet,
        _ if head.starts_with(b"%PDF-") => Opening::Pdf,
        _ if head.contains(&0) => Opening::Binary,
        _ => Opening::Text(false),
    }
}

/// The encoding of a name in report.toml; `None` where there is no such encoding.
pub fn encoding_named(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label(name.trim().as_bytes())
}

/// True where bytes need no decoding, only checking.
pub(super) fn is_utf8(encoding: &'static Encoding) -> bool {
    encoding == UTF_8
}

/// Reads bytes of one encoding as UTF-8. What cannot be decoded becomes U+FFFD, for the caller to find.
pub(super) struct Decoding<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    finished: bool,
}

impl<R: Read> Decoding<R> {
    pub(super) fn new(inner: R, encoding: &'static Encoding) -> Self {
        let (raw, text) = (vec![0; 1 << 16], Vec::new());
        Decoding { inner, decoder: encoding.new_decoder(), raw, text, given: 0, finished: false }
    }

    /// Decodes the next block of bytes whole.
    fn refill(&mut self) -> io::Result<()> {
        let count = self.inner.read(&mut self.raw)?;
        let room = self.decoder.max_utf8_buffer_length(count).unwrap_or(4 * count + 16);
        self.text.resize(room, 0);
        let (_, _, written, _) = self.decoder.decode_to_utf8(&self.raw[..count], &mut self.text, count == 0);
        self.text.truncate(written);
        self.given = 0;
        self.finished = count == 0;
        Ok(())
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.finished {
            self.refill()?;
        }
        let count = buffer.len().min(self.text.len() - self.given);
        buffer[..count].copy_from_slice(&self.text[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], encoding: &'static Encoding) -> String {
        let mut text = String::new();
        io::BufReader::new(Decoding::new(bytes, encoding)).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn utf_16_and_windows_1252_become_utf_8() {
        let utf16: Vec<u8> = "\u{FEFF}né\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(opening(&utf16), Opening::Utf16(UTF_16LE));
        assert_eq!(decoded(&utf16, UTF_16LE), "né\n");
        assert_eq!(decoded(b"n\xE9\x96", encoding_rs::WINDOWS_1252), "né–");
        let long: Vec<u8> = std::iter::repeat_n(0xE9, 200_000).collect();
        assert_eq!(decoded(&long, encoding_rs::WINDOWS_1252).chars().filter(|&c| c == 'é').count(), 200_000);
    }

    #[test]
    fn a_torn_character_is_marked() {
        assert!(decoded(&[0xFF, 0xFE, b'a', 0, 0x00, 0xD8], UTF_16LE).contains('\u{FFFD}'));
    }

    #[test]
    fn other_files_are_recognised() {
        assert_eq!(opening(b""), Opening::Empty);
        assert_eq!(opening(b"\xEF\xBB\xBF"), Opening::Empty);
        assert_eq!(opening(b"PK\x03\x04..."), Opening::Spreadsheet);
        assert_eq!(opening(b"a\0b\0"), Opening::Binary);
        assert_eq!(opening(b"\xEF\xBB\xBFa"), Opening::Text(true));
    }
}
