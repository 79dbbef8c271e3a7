//! What the typesetter can see: virtual files, the report's fonts and a date that is given.

use super::press::Medium;
use super::virtual_file::VirtualFiles;
use crate::theme::{Family, Fonts};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use typst::diag::FileResult;
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_kit::files::FileStore;
use typst_kit::fonts::FontStore;

/// The report's fonts as the typesetter finds them. Reading fonts costs more than a page: they are read once.
fn store(fonts: &Fonts) -> Arc<FontStore> {
    static LAST: Mutex<Option<(Fonts, Arc<FontStore>)>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, store)) = last.as_ref().filter(|(of, _)| of == fonts) {
        return store.clone();
    }
    let mut store = FontStore::new();
    let ours = fonts.files().into_iter().flat_map(|file| Font::iter(Bytes::new(file.data())));
    store.extend(ours.map(|font| {
        let info = font.info().clone();
        (font, info)
    }));
    store.extend(typst_kit::fonts::embedded().filter(|(_, info)| info.family.as_str().contains("Math")));
    let store = Arc::new(store);
    *last = Some((fonts.clone(), store.clone()));
    store
}

/// Families in the order in which letters are looked for, under the names that the typesetter gives them.
pub(super) fn families(fonts: &Fonts, of: Family) -> Vec<String> {
    let known = |name: &str| {
        let file = fonts.files().into_iter().find(|file| file.css().0 == name)?;
        Font::iter(Bytes::new(file.data())).next().map(|font| font.info().family.to_string())
    };
    fonts.families(of).into_iter().filter_map(known).collect()
}

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
    fonts: Arc<FontStore>,
}

impl ReportWorld {
    /// A world of these files; `None` where `main` is not a path.
    pub(super) fn new(
        files: VirtualFiles,
        main: &str,
        today: Option<Datetime>,
        medium: Medium,
        fonts: &Fonts,
    ) -> Option<Self> {
        let main = RootedPath::new(VirtualRoot::Project, VirtualPath::new(main).ok()?).intern();
        Some(ReportWorld { files: FileStore::new(files), main, today, medium, fonts: store(fonts) })
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
        self.fonts.book()
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
        self.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}
