//! Lays pages out until what each says of the others is true: contents, references, notes in the margin.
//!
//! The typesetter begins with nothing known and takes four or five rounds. Whoever typesets again after a change knows nearly
//! everything from the pages before. A round that begins with that and ends with the same is the last one. Where pages
//! stand never depends on where they stood, so both ways lead to the same pages; the tests hold them to it.

use std::sync::{Arc, Mutex, PoisonError};
use typst::comemo::{Constraint, Track};
use typst::diag::{SourceResult, Warned};
use typst::engine::{Engine, Route, Sink, Traced};
use typst::foundations::{Output, StyleChain, Target, TargetElem};
use typst::introspection::Introspector;
use typst::utils::Protected;
use typst::{World, introspection};
use typst_layout::{PagedDocument, PagedIntrospector};

/// Where everything stood when a document was last typeset in this process; nothing at first.
#[derive(Default)]
pub struct LastLayout(Mutex<Option<Arc<PagedIntrospector>>>);

impl LastLayout {
    /// Typesets; beginning with what is known, where something is.
    pub(super) fn typeset(&self, world: &dyn World) -> Warned<SourceResult<PagedDocument>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let typeset = known.and_then(|known| from(world, known)).unwrap_or_else(|| typst::compile(world));
        if let Ok(document) = &typeset.output {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(document.introspector().clone());
        }
        typeset
    }
}

/// Typesets from what is known; `None` where that leads to no end, or to a fault: then let it begin with nothing.
fn from(world: &dyn World, mut known: Arc<PagedIntrospector>) -> Option<Warned<SourceResult<PagedDocument>>> {
    let world = world.track();
    let library = world.library();
    let base = StyleChain::new(&library.styles);
    let target = TargetElem::target.set(Target::Paged).wrap();
    let styles = base.chain(&target);
    let traced = Traced::default();
    let mut sink = Sink::new();
    let main = world.source(world.main()).ok()?;
    let content = typst_eval::eval(world, library, traced.track(), sink.track_mut(), Route::default().track(), &main);
    let content = content.ok()?.content();
    for _ in 0..introspection::MAX_ITERS {
        let constraint = Constraint::new();
        let mut round = Sink::new();
        let begun: &dyn Introspector = known.as_ref();
        let mut engine = Engine {
            library,
            world,
            introspector: Protected::new(begun.track_with(&constraint)),
            traced: traced.track(),
            sink: round.track_mut(),
            route: Route::default(),
        };
        let document = PagedDocument::create(&mut engine, &content, styles).ok()?;
        if constraint.validate(Output::introspector(&document)) {
            sink.extend_from_sink(round);
            let faultless = sink.delayed().is_empty();
            return faultless.then(|| Warned { output: Ok(document), warnings: sink.warnings() });
        }
        known = document.introspector().clone();
    }
    None
}
