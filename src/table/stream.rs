//! Sound rows at full speed: one thread reads and cuts, two code a half of the columns each.
//!
//! Owns the threads of reading. A column is coded by one thread from the first row to the last, so that its codes do
//! not depend on how fast the threads are.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{Scope, ScopedJoinHandle};

use super::block::{Coding, Uncoded};
use super::chunk::{Chunk, Cut, STRETCH, Shape};

/// Longest row that is waited for; a quote that is never closed makes the rest of the file one row.
const LONGEST: usize = 1 << 28;
/// Threads that code, and chunks that may wait for each.
const CODERS: usize = 2;
const WAITING: usize = 2;

/// What was read before the end of the text, or before the first row in doubt.
#[derive(Debug)]
pub(super) struct Streamed {
    pub(super) columns: Vec<Coding>,
    pub(super) lines: Vec<u32>,
    /// Text already read that is for the careful reader, and the line that it begins on.
    pub(super) left: Vec<u8>,
    pub(super) line: u64,
}

/// Why the whole file is refused.
#[derive(Debug)]
pub(super) enum Stop {
    /// The system gave no more bytes.
    Unread(io::Error),
    /// A cell cannot be coded.
    Uncoded(Uncoded),
    /// A line has too high a number.
    TooLong(u64),
}

/// Reads rows from `line` on as long as they are plainly sound.
pub(super) fn stream(source: &mut impl Read, shape: &Shape, converted: bool, line: u64) -> Result<Streamed, Stop> {
    let mut cutter = Cutter { source, shape, line, left: Vec::new(), lines: Vec::new(), ended: false };
    let first = cutter.next(Chunk::default())?;
    let (shares, read) = if cutter.ended {
        let mut share = Share::new(shape, converted, 0, 1);
        share.code(&first);
        (vec![share], Ok(()))
    } else {
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let mut crew = Crew::new(scope, &stop, shape, converted);
            let read = crew.code_all(first, &mut cutter);
            (crew.finish(), read)
        })
    };
    // A cell that cannot be coded lies before whatever ended the reading.
    let first_fault = shares.iter().filter_map(|share| share.fault).min_by_key(|&(line, column, _)| (line, column));
    if let Some(fault) = first_fault {
        return Err(Stop::Uncoded(fault));
    }
    read?;
    let mut columns: Vec<Coding> =
        shares.into_iter().flat_map(|share| share.columns).map(|(_, coding)| coding).collect();
    columns.sort_by_key(Coding::position);
    Ok(Streamed { columns, lines: cutter.lines, left: cutter.left, line: cutter.line })
}

/// The text on its way into chunks.
struct Cutter<'a, R> {
    source: &'a mut R,
    shape: &'a Shape,
    /// Line of the first byte not yet cut.
    line: u64,
    /// Bytes read and not yet cut.
    left: Vec<u8>,
    /// The line of each row so far.
    lines: Vec<u32>,
    /// True where no further chunk can be cut.
    ended: bool,
}

impl<R: Read> Cutter<'_, R> {
    /// The next chunk, in the memory of a spent one. Sets `ended` with the last.
    fn next(&mut self, mut chunk: Chunk) -> Result<Chunk, Stop> {
        let mut room = STRETCH;
        loop {
            chunk.clear();
            chunk.bytes.append(&mut self.left);
            let read = self.source.by_ref().take(room as u64).read_to_end(&mut chunk.bytes).map_err(Stop::Unread)?;
            let last = read < room;
            // The last line may lack its break.
            let open = last && chunk.bytes.last().is_some_and(|&byte| byte != b'\n');
            if open {
                chunk.bytes.push(b'\n');
            }
            let length = chunk.bytes.len();
            let (from, doubtful) = match chunk.cut(self.shape, &mut self.line) {
                Cut::Doubtful(from) => (from, true),
                Cut::Unfinished(from) => (from, from < length && (last || length > LONGEST)),
            };
            let end = length - usize::from(open);
            self.left.extend_from_slice(&chunk.bytes[from.min(end)..end]);
            self.ended = last || doubtful;
            if self.ended || !chunk.lines.is_empty() {
                for &line in &chunk.lines {
                    self.lines.push(u32::try_from(line).map_err(|_| Stop::TooLong(line))?);
                }
                return Ok(chunk);
            }
            room = length.max(STRETCH);
        }
    }
}

/// Some of the kept columns, by their place among them.
struct Share {
    columns: Vec<(usize, Coding)>,
    fault: Option<Uncoded>,
}

impl Share {
    /// Every `of`-th column from the one at `first` on.
    fn new(shape: &Shape, converted: bool, first: usize, of: usize) -> Share {
        let positions = (0..shape.kept.len()).filter_map(|position| Some((shape.kept[position]?, position)));
        let mine = positions.filter(|(place, _)| place % of == first);
        Share {
            columns: mine.map(|(place, position)| (place, Coding::new(position, converted))).collect(),
            fault: None,
        }
    }

    /// Codes a chunk, unless one before it had a fault.
    fn code(&mut self, chunk: &Chunk) {
        if self.fault.is_some() {
            return;
        }
        let faults = self.columns.iter_mut().filter_map(|(place, coding)| coding.code_chunk(chunk, *place).err());
        self.fault = faults.min_by_key(|&(line, column, _)| (line, column));
    }
}

/// The threads that code. A share for which the system gave no thread is coded by the one that reads.
struct Crew<'scope> {
    stop: &'scope AtomicBool,
    threads: Vec<ScopedJoinHandle<'scope, Share>>,
    chunks: Vec<SyncSender<Arc<Chunk>>>,
    spent: Receiver<Arc<Chunk>>,
    own: Vec<Share>,
}

impl<'scope> Crew<'scope> {
    fn new(scope: &'scope Scope<'scope, '_>, stop: &'scope AtomicBool, shape: &'scope Shape, converted: bool) -> Self {
        let (back, spent) = channel();
        let mut crew = Crew { stop, threads: Vec::new(), chunks: Vec::new(), spent, own: Vec::new() };
        for first in 0..CODERS {
            let (chunks, waiting) = sync_channel(WAITING);
            let back = back.clone();
            let work = move || code(Share::new(shape, converted, first, CODERS), &waiting, &back, stop);
            match std::thread::Builder::new().spawn_scoped(scope, work) {
                Ok(thread) => {
                    crew.threads.push(thread);
                    crew.chunks.push(chunks);
                }
                Err(_) => crew.own.push(Share::new(shape, converted, first, CODERS)),
            }
        }
        crew
    }

    /// Hands out chunks until the text ends, or a cell is found that cannot be coded.
    fn code_all<R: Read>(&mut self, first: Chunk, cutter: &mut Cutter<R>) -> Result<(), Stop> {
        let mut spare = Vec::new();
        let mut chunk = first;
        loop {
            let shared = Arc::new(chunk);
            self.own.iter_mut().for_each(|share| share.code(&shared));
            for chunks in &self.chunks {
                // A thread that is gone has panicked: `finish` says so.
                let _ = chunks.send(Arc::clone(&shared));
            }
            spare.extend(Arc::into_inner(shared));
            if cutter.ended || self.stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            spare.extend(self.spent.try_iter().filter_map(Arc::into_inner));
            chunk = cutter.next(spare.pop().unwrap_or_default())?;
        }
    }

    fn finish(self) -> Vec<Share> {
        drop(self.chunks);
        let mut shares = self.own;
        for thread in self.threads {
            match thread.join() {
                Ok(share) => shares.push(share),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        shares
    }
}

/// What one thread does: codes its share of every chunk and hands the chunk back.
fn code(mut share: Share, chunks: &Receiver<Arc<Chunk>>, back: &Sender<Arc<Chunk>>, stop: &AtomicBool) -> Share {
    for chunk in chunks {
        share.code(&chunk);
        if share.fault.is_some() {
            stop.store(true, Ordering::Relaxed);
        }
        // Nobody waits for it once the text has ended.
        let _ = back.send(chunk);
    }
    share
}
