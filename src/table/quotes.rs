//! Watches quotes as bytes stream by: a quote that is never closed swallows the rest of the file in silence.
//!
//! Owns the state of quoting. Knows bytes only.

use std::io::{self, Read};

/// A quote that does not end where its cell ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct QuoteFault {
    /// Line of the opening quote, from 1.
    pub(super) line: u64,
    /// True where the quote ran on beyond its line (or to the end of the file).
    pub(super) ran_on: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Outside,
    Inside,
    /// A quote inside quotes: the end of the cell, or the first of a doubled one.
    Closing,
}

/// A reader that passes bytes through and remembers the first fault of quoting.
#[derive(Debug)]
pub(super) struct QuoteWatch<R> {
    inner: R,
    delimiter: u8,
    state: State,
    previous: u8,
    newlines: u64,
    opened: u64,
    bytes: u64,
    fault: Option<QuoteFault>,
}

impl<R: Read> QuoteWatch<R> {
    /// `before` lines come before those of `inner`.
    pub(super) fn new(inner: R, delimiter: u8, before: u64) -> Self {
        QuoteWatch {
            inner,
            delimiter,
            state: State::Outside,
            previous: b'\n',
            newlines: before,
            opened: 0,
            bytes: 0,
            fault: None,
        }
    }

    /// The first fault in what was read so far.
    pub(super) fn fault(&self) -> Option<QuoteFault> {
        self.fault
    }

    /// True where the text up to `bytes`, all that there is, ends without a line break.
    pub(super) fn ends_open(&self, bytes: u64) -> bool {
        self.bytes == bytes && self.previous != b'\n'
    }

    fn watch(&mut self, chunk: &[u8]) {
        // Most blocks hold no quote: they cost one search and one count.
        for block in chunk.chunks(256) {
            if self.state == State::Closing || block.contains(&b'"') {
                self.step_through(block);
            } else {
                self.newlines += block.iter().filter(|&&b| b == b'\n').count() as u64;
            }
            self.previous = block.last().copied().unwrap_or(self.previous);
        }
    }

    fn step_through(&mut self, block: &[u8]) {
        for &byte in block {
            match self.state {
                State::Outside if byte == b'"' && self.at_start_of_cell() => {
                    self.state = State::Inside;
                    self.opened = self.newlines + 1;
                }
                State::Outside => {}
                State::Inside if byte == b'"' => self.state = State::Closing,
                State::Inside => {}
                State::Closing if byte == b'"' => self.state = State::Inside,
                State::Closing => {
                    self.state = State::Outside;
                    if byte != self.delimiter && !matches!(byte, b'\n' | b'\r' | b' ' | b'\t') {
                        let ran_on = self.newlines + 1 > self.opened;
                        self.fault.get_or_insert(QuoteFault { line: self.opened, ran_on });
                    }
                }
            }
            self.newlines += u64::from(byte == b'\n');
            self.previous = byte;
        }
    }

    fn at_start_of_cell(&self) -> bool {
        self.previous == self.delimiter || self.previous == b'\n'
    }
}

impl<R: Read> Read for QuoteWatch<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.bytes += count as u64;
        if let (Some(_), Some(&last)) = (self.fault, buffer[..count].last()) {
            self.previous = last;
        }
        if self.fault.is_none() {
            if count > 0 {
                self.watch(&buffer[..count]);
            } else if self.state == State::Inside && !buffer.is_empty() {
                self.fault = Some(QuoteFault { line: self.opened, ran_on: true });
            }
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Option<QuoteFault> {
        // One byte at a time: every boundary between two reads is tried.
        let mut watch = QuoteWatch::new(text.as_bytes(), b',', 0);
        let mut byte = [0];
        while watch.read(&mut byte).unwrap() > 0 {}
        let mut whole = QuoteWatch::new(text.as_bytes(), b',', 0);
        io::copy(&mut whole, &mut io::sink()).unwrap();
        assert_eq!(watch.fault(), whole.fault(), "{text}");
        watch.fault()
    }

    #[test]
    fn sound_quotes_pass() {
        for text in
            ["a,b\n\"x, \"\"y\"\"\",2\n", "a\n\"two\nlines\"\n", "a\n5\" pipe\n", "\"\"", "a,b\n1,\"\"", "\"a\" ,b\n"]
        {
            assert_eq!(fault(text), None, "{text}");
        }
    }

    #[test]
    fn the_line_of_the_opening_quote_is_kept() {
        assert_eq!(fault("a,b\n1,2\n3,\"x\n4,5\n"), Some(QuoteFault { line: 3, ran_on: true }));
        assert_eq!(fault("a,b\n1,\"x\n4,\"y\"\n"), Some(QuoteFault { line: 2, ran_on: true }));
        assert_eq!(fault("a,b\n1,\"say \"hi\" now\"\n"), Some(QuoteFault { line: 2, ran_on: false }));
        assert_eq!(fault("\"\"\""), Some(QuoteFault { line: 1, ran_on: true }));
    }
}
