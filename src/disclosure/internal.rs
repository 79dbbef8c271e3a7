//! The door for the analyst's own answers: out of the workbench as INTERNAL, and as nothing else.
//!
//! An [`Internal`] is no [`super::Protected`]: it cannot enter a report. All it can do is be written, stamped.

use std::fmt::Display;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};

use crate::confidential::Confidential;

/// The stamp.
pub const STAMP: &str = "INTERNAL";

/// What the stamp means, in one line.
pub const CLASSIFICATION: &str =
    "INTERNAL: exact figures from case data, for the analyst alone. Not protected, not for publication.";

/// An exact answer on its way to the analyst. It has no reader of its content: only stamped forms leave.
///
/// ```compile_fail,E0616
/// fn leak(internal: retraffic::disclosure::Internal<f64>) -> f64 {
///     internal.content
/// }
/// ```
///
/// ```
/// fn text(internal: retraffic::disclosure::Internal<f64>) -> String {
///     internal.text()
/// }
/// # let _ = text;
/// ```
pub struct Internal<T> {
    content: T,
}

impl<T> Internal<T> {
    /// Stamps what the workbench made.
    pub fn stamp(confidential: Confidential<T>) -> Internal<T> {
        Internal { content: confidential.into_inner() }
    }

    /// The content, for the stamped forms of this room.
    pub(in crate::disclosure) fn content(&self) -> &T {
        &self.content
    }
}

#[derive(Serialize)]
struct Stamped<'a, T> {
    policy: &'static str,
    classification: &'static str,
    #[serde(flatten)]
    content: &'a T,
}

impl<T: Serialize> Internal<T> {
    /// Writes JSON with the stamp in front, one analysis a line. Numbers have full precision.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let stamped = Stamped { policy: "internal", classification: STAMP, content: &self.content };
        let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Lines { depth: 0 });
        stamped.serialize(&mut serializer).map_err(io::Error::from)?;
        writeln!(out)
    }
}

impl<T: Display> Internal<T> {
    /// The readable form under the classification.
    pub fn text(&self) -> String {
        format!("{CLASSIFICATION}\n\n{}", self.content)
    }
}

/// JSON with each item of the outermost lists on a line of its own, and whole numbers without a point.
struct Lines {
    depth: usize,
}

impl Formatter for Lines {
    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        writer.write_all(b"}")
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        writer.write_all(b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        if self.depth == 2 { writer.write_all(b"\n") } else { Ok(()) }
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        let outermost = self.depth == 1;
        match (first, outermost) {
            (true, _) => Ok(()),
            (false, true) => writer.write_all(b",\n"),
            (false, false) => writer.write_all(b","),
        }
    }

    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        // A count that was a sum of weights is still a count, and zero has no sign in print.
        if value == libm::trunc(value) && value.abs() < 1e15 {
            return CompactFormatter.write_i64(writer, value as i64);
        }
        CompactFormatter.write_f64(writer, value)
    }
}
