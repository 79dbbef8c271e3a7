//! Streams a delimited text into columns, or says what is wrong with its structure.
//!
//! Owns the way from a file to its rows: what it is, its encoding, its header. Knows no meaning of a cell.
//! Columns are given by number in diagnostics: in a file without a header the first line is data.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

use super::block::{Block, Coding};
use super::chunk::Shape;
use super::encoding::{Decoding, Opening, encoding_named, is_utf8, opening};
use super::manner::{Faults, Manner};
use super::rows::Rows;
use super::stream::{Stop, Streamed, stream};
use super::{Options, Table, delimiter};
use crate::diagnostic::{Diagnostic, Place};

/// Bytes looked at before the first line is read.
const HEAD: u64 = 1 << 16;

/// Reads a file. Errors: `T001` to `T003` where it cannot be opened, and all of [`read`].
pub fn read_path(path: &Path, options: &Options) -> Result<Table, Faults> {
    read(open(path, &options.file)?, options)
}

/// Opens a delimited text; `shown` is its name in messages.
///
/// # Errors
/// `T001` to `T004`: it is not there, is a folder, or may not be read.
pub fn open(path: &Path, shown: &str) -> Result<File, Faults> {
    let at = |d: Diagnostic| vec![d.at(Place::file(shown))];
    let metadata = std::fs::metadata(path).map_err(|e| at(unopened(&e)))?;
    if metadata.is_dir() {
        let help = "give the file itself, for instance `cases.csv` inside it";
        return Err(at(Diagnostic::error("T002", "this is a directory, not a file", help)));
    }
    File::open(path).map_err(|e| at(unopened(&e)))
}

fn unopened(error: &io::Error) -> Diagnostic {
    match error.kind() {
        io::ErrorKind::NotFound => {
            Diagnostic::error("T001", "there is no such file", "check `file` under [data] in report.toml")
        }
        io::ErrorKind::PermissionDenied => Diagnostic::error(
            "T003",
            "you have no permission to read this file",
            "ask its owner for the right to read it, or copy it to where you may",
        ),
        kind => Diagnostic::error("T004", format!("the file cannot be read: {kind}"), "try again, or copy the file"),
    }
}

/// Reads a delimited text to its end.
///
/// Errors: `T004` to `T018`, every ragged row (up to a limit), else the first fault that makes the rest unreadable.
pub fn read(mut source: impl Read, options: &Options) -> Result<Table, Faults> {
    let whole = |code, message: &str, help: &str| {
        vec![Diagnostic::error(code, message, help).at(Place::file(options.file.clone()))]
    };
    let head = head(&mut source).map_err(|e| whole("T004", &format!("the file cannot be read: {}", e.kind()), ""))?;
    let given = match &options.encoding {
        None => None,
        Some(name) => Some(encoding_named(name).ok_or_else(|| {
            whole("T017", "there is no such encoding", "use a name such as \"utf-8\", \"windows-1252\" or \"utf-16le\"")
        })?),
    };
    let all = Cursor::new(head.clone()).chain(source);
    match (opening(&head), given) {
        (Opening::Empty, _) => Err(whole("T005", "the file is empty", "export the cases again")),
        (Opening::Spreadsheet, _) => {
            let help = "open it in the spreadsheet program and save the sheet as CSV UTF-8";
            Err(whole("T015", "this is a spreadsheet, not a delimited text", help))
        }
        (Opening::Pdf, _) => Err(whole("T015", "this is a PDF, not a delimited text", "export the cases as CSV")),
        (Opening::Utf16(encoding), _) => decoded(Decoding::new(all, encoding), true, options),
        (_, Some(encoding)) if !is_utf8(encoding) => decoded(Decoding::new(all, encoding), true, options),
        (Opening::Binary, _) => Err(whole(
            "T014",
            "the file holds zero bytes: it is UTF-16 without its mark, or no text at all",
            "save it as CSV UTF-8, or set `encoding = \"utf-16le\"` under [data]",
        )),
        (Opening::Text(marked), _) => {
            let mut all = all;
            if marked {
                let mut mark = [0; 3];
                all.read_exact(&mut mark).map_err(|_| whole("T004", "the file cannot be read", ""))?;
            }
            decoded(all, false, options)
        }
    }
}

fn head(source: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    source.by_ref().take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

/// Reads what is UTF-8 by now. `converted`: a character that could not be decoded shows as U+FFFD.
fn decoded(source: impl Read, converted: bool, options: &Options) -> Result<Table, Faults> {
    let mut source = BufReader::with_capacity(1 << 16, source);
    let mut first = Vec::new();
    let lost = |e: io::Error| vec![unopened(&e).at(Place::file(options.file.clone()))];
    source.by_ref().take(HEAD).read_to_end(&mut first).map_err(lost)?;
    if first.contains(&b'\r') && !first.contains(&b'\n') {
        let help = "save it as CSV UTF-8 with the line ends of Windows or Unix";
        let fault = Diagnostic::error("T009", "the lines end in carriage returns alone", help);
        return Err(vec![fault.at(Place::file(options.file.clone()))]);
    }
    let tried = options.delimiter.or_else(|| delimiter::recognise(&first)).unwrap_or(b',');
    let manner = Manner { options, converted, tried, other: delimiter::other_than(&first, tried) };
    let mut top = Rows::new(first.as_slice(), manner, 0);
    match top.header() {
        // Below a header that ends in what was read, rows go the fast way as long as they are plainly sound.
        Ok(header) if top.next_byte() < first.len() as u64 => {
            let (from, line) = (top.next_byte() as usize, top.next_line());
            let mut rest = Cursor::new(first.split_off(from)).chain(source);
            let (block, left, before) = sound_rows(&mut rest, &header, manner, line)?;
            Rows::new(Cursor::new(left).chain(rest), manner, before).body(header, block)
        }
        _ => with_care(Cursor::new(first).chain(source), manner),
    }
}

/// Reads all rows one by one.
fn with_care(source: impl Read, manner: Manner) -> Result<Table, Faults> {
    let mut rows = Rows::new(source, manner, 0);
    let header = rows.header()?;
    let columns = kept(&header, manner.options).map(|position| Coding::new(position, manner.converted)).collect();
    let block = Block::new(columns, header.len(), Vec::new());
    rows.body(header, block)
}

/// Positions of the columns that are kept.
fn kept(header: &[String], options: &Options) -> impl Iterator<Item = usize> {
    let wanted = |name: &String| match &options.columns {
        Some(columns) => columns.contains(name),
        None => !name.is_empty(),
    };
    (0..header.len()).filter(move |&i| wanted(&header[i]))
}

/// The rows before the first in doubt, the text from there on, and the number of lines before it.
fn sound_rows(
    source: &mut impl Read,
    header: &[String],
    manner: Manner,
    line: u64,
) -> Result<(Block, Vec<u8>, u64), Faults> {
    let mut shape = Shape { delimiter: manner.tried, kept: vec![None; header.len()] };
    for (place, position) in kept(header, manner.options).enumerate() {
        shape.kept[position] = Some(place);
    }
    let Streamed { columns, lines, left, line } =
        stream(source, &shape, manner.converted, line).map_err(|stop| match stop {
            Stop::Unread(error) => vec![manner.unread(&error.kind().to_string())],
            Stop::Uncoded(uncoded) => vec![manner.uncoded(uncoded)],
            Stop::TooLong(line) => vec![manner.too_large(line)],
        })?;
    Ok((Block::new(columns, header.len(), lines), left, line - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn both(text: &[u8]) -> (Result<Table, Faults>, Result<Table, Faults>) {
        let options = Options { delimiter: Some(b','), ..Options::default() };
        let manner = Manner { options: &options, converted: false, tried: b',', other: None };
        (decoded(text, false, &options), with_care(text, manner))
    }

    /// Pieces of a text, most of them harmless.
    fn piece() -> impl Strategy<Value = &'static str> {
        let odd = ["\"", "\"\"", "\n", "\r\n", "\r", ",", " ", "\"a\"", "\"b\nc\"", "\"d\"\"e\"", "x\n", "\n\n", "é"];
        prop_oneof![3 => Just("a,b\n"), 2 => Just("1,\"2\"\n"), 1 => prop::sample::select(odd.to_vec())]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn both_ways_read_the_same(pieces in prop::collection::vec(piece(), 0..40)) {
            let text = format!("x,y\n{}", pieces.concat());
            let (fast, careful) = both(text.as_bytes());
            prop_assert_eq!(fast, careful);
        }
    }

    /// Long enough for several chunks and both threads; `odd` stands once, far in.
    fn long(odd: &str) -> Vec<u8> {
        let row = |k: usize| {
            format!("{},\"w{}\"\n{}", k % 977, k % 31, if k.is_multiple_of(1000) { "\"two\nlines\",\r\n" } else { "" })
        };
        let rows = |from: usize| (from..from + 40_000).map(row).collect::<String>();
        format!("x,y\n{}{odd}{}", rows(0), rows(7)).into_bytes()
    }

    #[test]
    fn chunks_join_and_faults_keep_their_lines() {
        for odd in [
            "",
            "\n\r\n",
            "\"say \"\"hi\"\"\",\"\r\n",
            "1\n",
            "1,2,3\n",
            "a,\"b\" \n",
            "a,\"b\"c\n",
            "a,\"never closed\n",
        ] {
            let (fast, careful) = both(&long(odd));
            assert_eq!(fast, careful, "{odd:?}");
        }
        let mut text = long("");
        let place = text.len() - 3;
        text[place] = 0xE9;
        let (fast, careful) = both(&text);
        assert!(fast.is_err());
        assert_eq!(fast, careful);
    }

    #[test]
    fn a_source_that_fails_is_a_fault() {
        struct Failing(usize);
        impl Read for Failing {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0 += 1;
                if self.0 > 30 {
                    return Err(io::Error::from(io::ErrorKind::TimedOut));
                }
                let row = b"a,b\n";
                let count = buffer.len() / 4 * 4;
                buffer[..count].iter_mut().zip(row.iter().cycle()).for_each(|(byte, from)| *byte = *from);
                Ok(count)
            }
        }
        let faults = read(Failing(0), &Options::default()).unwrap_err();
        assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["T004"]);
    }
}
