//! Work on two threads with the result of one. Owns the only threads of the mathematics.

use std::sync::{Mutex, PoisonError};

/// The results of `work` on every task, in the order of the tasks, whichever thread did which.
///
/// Each task is worked on by itself, so that no result depends on the number of threads. Where the system gives no
/// second thread, one does it all.
pub fn in_order<T: Send, R: Send>(tasks: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    if tasks.len() < 2 {
        return tasks.into_iter().map(work).collect();
    }
    let waiting = Mutex::new(tasks.into_iter().enumerate());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let share = || {
        let mut done = Vec::new();
        while let Some((place, task)) = next() {
            done.push((place, work(task)));
        }
        done
    };
    let mut done = std::thread::scope(|scope| {
        let other = std::thread::Builder::new().spawn_scoped(scope, share);
        let mut done = share();
        match other.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(more)) => done.extend(more),
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => {}
        }
        done
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_tasks() {
        let squares = in_order((0..1000_u64).collect(), |k| k * k);
        assert!(squares.iter().enumerate().all(|(k, &square)| square == (k * k) as u64));
        assert!(in_order(Vec::<u8>::new(), |k| k).is_empty());
    }
}
