//! What the typesetter can see: virtual files, embedded fonts and a date that is given.

use super::press::Medium;
use super::virtual_file::VirtualFiles;
use crate::theme;
use std::sync::LazyLock;
use typst::diag::FileResult;
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_kit::files::FileStore;
use typst_kit::fonts::FontStore;

/// Reading fonts costs more than a page, so they are read once.
static FONTS: LazyLock<FontStore> = LazyLock::new(|| {
    let mut store = FontStore::new();
    let ours = theme::fonts().into_iter().flat_map(|data| Font::iter(Bytes::new(data)));
    store.extend(ours.map(|font| {
        let info = font.info().clone();
        (font, info)
    }));
    store.extend(typst_kit::fonts::embedded().filter(|(_, info)| info.family.as_str().contains("Math")));
    store
});

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::builder().build()));

/// The same with what a page for a screen needs; the typesetter still calls it a feature in the making.
static SCREEN_LIBRARY: LazyLock<LazyHash<Library>> =
    LazyLock::new(|| LazyHash::new(Library::builder().with_features([Feature::Html].into_iter().collect()).build()));

/// A world without disk, network, packages or clock.
pub(super) struct ReportWorld {
    files: FileStore<VirtualFiles>,
    main: FileId,
    today: Option<Datetime>,
    medium: Medium,
}

impl ReportWorld {
    /// A world of these files; `None` where `main` is not a path.
    pub(super) fn new(files: VirtualFiles, main: &str, today: Option<Datetime>, medium: Medium) -> Option<Self> {
        let main = RootedPath::new(VirtualRoot::Project, VirtualPath::new(main).ok()?).intern();
        Some(ReportWorld { files: FileStore::new(files), main, today, medium })
    }

    /// Virtual paths of the files that were read, sorted.
    pub(super) fn read(&mut self) -> Vec<String> {
        let (_, ids) = self.files.dependencies();
        let mut paths: Vec<String> = ids.map(|id| id.vpath().get_with_slash().to_string()).collect();
        paths.sort();
        paths
    }
}

impl World for ReportWorld {
    fn library(&self) -> &LazyHash<Library> {
        match self.medium {
            Medium::Page => &LIBRARY,
            Medium::Screen => &SCREEN_LIBRARY,
        }
    }

    fn book(&self) -> &LazyHash<FontBook> {
        FONTS.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.files.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.file(id)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}
