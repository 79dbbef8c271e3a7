//! Reads the typesetter's remarks and finds the template line behind each.

use super::rendered::Rendered;
use crate::diagnostic::{Diagnostic, Place};
use std::collections::BTreeMap;
use typst::diag::{Severity, SourceDiagnostic};
use typst::syntax::DiagSpan;
use typst::{World, WorldExt};

/// Knows which template each virtual file was rendered from.
pub(super) struct Proof<'a> {
    rendered: &'a BTreeMap<String, Rendered>,
    prelude: usize,
}

impl<'a> Proof<'a> {
    /// Over rendered narratives by virtual path, each after a prelude of so many bytes.
    pub(super) fn new(rendered: &'a BTreeMap<String, Rendered>, prelude: usize) -> Self {
        Proof { rendered, prelude }
    }

    /// The remarks as diagnostics, in order.
    pub(super) fn read(&self, world: &dyn World, remarks: &[SourceDiagnostic]) -> Vec<Diagnostic> {
        remarks.iter().map(|remark| self.diagnostic(world, remark)).collect()
    }

    fn diagnostic(&self, world: &dyn World, remark: &SourceDiagnostic) -> Diagnostic {
        let own = self.place(world, remark.span);
        // A fault inside the layout is better shown where the narrative called it.
        let calls = remark.trace.iter().filter_map(|point| self.place(world, point.span.into()));
        let narrative = |place: &Place| !place.file.starts_with("templates/layout/");
        let call = calls.filter(narrative).last();
        let mut help: Vec<String> = remark.hints.iter().map(|hint| hint.v.to_string()).collect();
        let place = match (own, call) {
            (Some(own), Some(call)) if !narrative(&own) => {
                help.push(format!("raised in {own}"));
                Some(call)
            }
            (own, call) => own.or(call),
        };
        let (message, help) = (remark.message.to_string(), help.join("; "));
        let mut diagnostic = match remark.severity {
            Severity::Error => Diagnostic::error("T201", message, help),
            Severity::Warning => Diagnostic::warning("T202", message, help),
        };
        diagnostic.place = place;
        diagnostic
    }

    fn place(&self, world: &dyn World, span: DiagSpan) -> Option<Place> {
        let id = span.id()?;
        let path = id.vpath().get_with_slash();
        let byte = world.range(span)?.start;
        if let Some(rendered) = self.rendered.get(path) {
            return rendered.origin(byte.saturating_sub(self.prelude));
        }
        let source = world.source(id).ok()?;
        let line = source.lines().byte_to_line(byte).map(|line| line as u64 + 1);
        Some(Place { file: format!("templates{path}"), line, column: None })
    }
}
