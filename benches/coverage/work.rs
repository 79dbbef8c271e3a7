//! Replicates over threads. Each has its own stream, and results stand in the order of replicates, so that the number of
//! threads changes nothing.

/// The results of replicates 0, 1, ..., in order.
pub fn each<T: Send>(replicates: u32, threads: u32, one: impl Fn(u32) -> T + Sync) -> Vec<T> {
    let threads = threads.max(1);
    let one = &one;
    let share = |thread: u32| (thread..replicates).step_by(threads as usize);
    let mut parts: Vec<std::vec::IntoIter<T>> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|thread| scope.spawn(move || share(thread).map(one).collect::<Vec<T>>().into_iter()))
            .collect();
        running.into_iter().map(|part| part.join().expect("a replicate does not panic")).collect()
    });
    (0..replicates).filter_map(|replicate| parts[(replicate % threads) as usize].next()).collect()
}
