//! The private record of a build: what went in, what came out.

use serde_json::json;

use super::artefact::Artefact;
use super::fault::Fault;
use super::project::Project;
use crate::study::Report;

/// The manifest as JSON: hash and size of every input and output, program version and parameters.
///
/// It stands in the private folder: the hash of a small case file could be guessed.
///
/// # Errors
/// An input that vanished meanwhile.
pub fn manifest(project: &Project, report: &Report, artefacts: &[Artefact]) -> Result<Vec<u8>, Fault> {
    let entry = |name: String, bytes: &[u8]| json!({ "path": name, "bytes": bytes.len(), "blake3": blake3::hash(bytes).to_hex().as_str() });
    let mut inputs = Vec::new();
    for name in ["report.toml", &report.data.codebook, &report.data.file] {
        inputs.push(entry(name.to_string(), &project.bytes(name)?));
    }
    let outputs: Vec<_> =
        artefacts.iter().map(|a| entry(format!("{}/{}", a.shelf.folder(), a.path), &a.bytes)).collect();
    let value = json!({
        "format": 1,
        "program": concat!("retraffic ", env!("CARGO_PKG_VERSION")),
        "edition": report.identity.edition,
        "policy": report.disclosure.policy.name(),
        "cutoff": report.observation.cutoff.to_string(),
        "inputs": inputs,
        "outputs": outputs,
    });
    let mut bytes = serde_json::to_vec_pretty(&value).unwrap_or_default();
    bytes.push(b'\n');
    Ok(bytes)
}
