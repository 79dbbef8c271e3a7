//! One file of the output, in memory until the whole set is complete.

/// Where a file goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shelf {
    /// Safe to publish.
    Public,
    /// For the office alone: exact figures.
    Internal,
    /// About the build: manifest, rejects.
    Private,
}

impl Shelf {
    /// Folder below the output folder.
    pub fn folder(self) -> &'static str {
        match self {
            Shelf::Public => "public",
            Shelf::Internal => "internal",
            Shelf::Private => "private",
        }
    }
}

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artefact {
    /// Shelf.
    pub shelf: Shelf,
    /// Path below the shelf, with `/`.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

impl Artefact {
    /// A file of a shelf.
    pub fn new(shelf: Shelf, path: impl Into<String>, bytes: Vec<u8>) -> Self {
        Artefact { shelf, path: path.into(), bytes }
    }
}
