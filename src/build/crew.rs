//! Who makes the targets of a build.
//!
//! A document is laid out page by page on the threads of the pool, and between the rounds of its layout by one thread alone.
//! Documents have threads of their own, one more than the pool: while one of them reckons alone, another fills the pool.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::fault::Fault;
use super::galley::Target;

/// Makes targets, documents first, in parallel; results stand in the order of `targets`. Of several faults the first in
/// that order is told.
///
/// # Errors
/// Whatever `make` meets.
pub fn each<'a, T: Send>(
    targets: &[&'a Target],
    make: impl Fn(usize, &'a Target) -> Result<T, Fault> + Sync,
) -> Result<Vec<T>, Fault> {
    let pool = rayon::current_num_threads();
    if pool == 1 {
        return targets.iter().enumerate().map(|(i, target)| make(i, target)).collect();
    }
    let (documents, others): (Vec<usize>, Vec<usize>) = (0..targets.len()).partition(|&i| targets[i].is_document());
    let threads = documents.len().min(pool + 1);
    let make = |i: usize| (i, make(i, targets[i]));
    let waiting = Mutex::new(documents.into_iter());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let typeset = || std::iter::from_fn(next).map(make).collect::<Vec<_>>();
    let mut made = std::thread::scope(|scope| {
        let typesetters: Vec<_> = (0..threads).map(|_| scope.spawn(typeset)).collect();
        let mut made: Vec<_> = others.into_par_iter().with_max_len(1).map(make).collect();
        for typesetter in typesetters {
            made.extend(typesetter.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        made
    });
    made.sort_unstable_by_key(|(i, _)| *i);
    made.into_iter().map(|(_, made)| made).collect()
}
