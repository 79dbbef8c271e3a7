//! One build at a time writes to an output folder.

use std::fs::{self, OpenOptions};
use std::time::Duration;

use super::fault::Fault;
use super::interrupt;
use super::staging::unwritable;
use super::workshop::Workshop;
use crate::diagnostic::{Diagnostic, Place};

/// How often a waiting build looks again.
const AGAIN: Duration = Duration::from_millis(100);

/// Runs `work` while this process alone holds the output folder.
///
/// `waiting` is asked once, with who holds it, where another build does: true to wait for it, false to leave.
///
/// # Errors
/// [`Fault::Busy`] where another holds it and nobody waits; faults of the disk; those of `work`.
pub fn locked<T>(
    workshop: &Workshop,
    shown: &str,
    waiting: impl Fn(&str) -> bool,
    work: impl FnOnce() -> Result<T, Fault>,
) -> Result<T, Fault> {
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(workshop.lock());
    let mut lock = fd_lock::RwLock::new(file.map_err(|e| unwritable(shown, &e))?);
    let mut told = false;
    loop {
        if let Ok(held) = lock.try_write() {
            // Told to others, for their message only.
            let _ = fs::write(workshop.holder(), myself());
            let done = work();
            let _ = fs::remove_file(workshop.holder());
            drop(held);
            return done;
        }
        let holder = holder(workshop);
        if !told && !waiting(&holder) {
            return Err(busy(shown, &holder));
        }
        told = true;
        interrupt::check()?;
        std::thread::sleep(AGAIN);
    }
}

fn busy(shown: &str, holder: &str) -> Fault {
    let message = format!("another build ({holder}) is writing to this folder");
    let help = "wait for it to end and build again, or add `--wait`";
    Fault::Busy(Diagnostic::error("B011", message, help).at(Place::file(shown)))
}

fn holder(workshop: &Workshop) -> String {
    let text = fs::read_to_string(workshop.holder()).unwrap_or_default();
    if text.is_empty() { "of an unknown process".into() } else { text }
}

fn myself() -> String {
    let process = format!("process {}", std::process::id());
    let user = ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
    user.map_or(process.clone(), |user| format!("{process} of {user}"))
}
