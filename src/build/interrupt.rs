//! Ctrl-C: the first asks for a clean stop, the second ends the process.

use std::sync::atomic::{AtomicBool, Ordering};

use super::fault::Fault;

/// Exit code of a process that was interrupted.
pub const INTERRUPTED: i32 = 130;

static ASKED: AtomicBool = AtomicBool::new(false);

/// Listens from now on; `told` is called at the first signal.
pub fn listen(told: impl Fn() + Send + 'static) {
    // A second listener is a fault of ours, and one less is none of the user's.
    let _ = ctrlc::set_handler(move || {
        if ask() {
            std::process::exit(INTERRUPTED);
        }
        told();
    });
}

/// Asks for a clean stop; true where it was asked for already.
pub fn ask() -> bool {
    ASKED.swap(true, Ordering::SeqCst)
}

/// Stops here where the user asked for it.
///
/// # Errors
/// [`Fault::Interrupted`].
pub fn check() -> Result<(), Fault> {
    if ASKED.load(Ordering::SeqCst) { Err(Fault::Interrupted) } else { Ok(()) }
}
