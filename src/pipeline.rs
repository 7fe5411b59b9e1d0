//! Work on a long row of items with several threads, in bounded memory and in the order of the input.

use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};

/// Items that travel together between threads.
const WINDOW: usize = 256;
/// What they may weigh together, give or take one item, in bytes: rows of a megabyte travel by themselves.
const WINDOW_BYTES: usize = 1 << 20;

/// Feeds items through workers, a window at a time, and hands the results to `sink` in the order of the items.
///
/// A source of at most one window is worked on where it stands: a thread costs more than a few names. Otherwise `threads`
/// workers run, each with its own state from `worker`, and at most a few windows per worker are in memory. `bytes` says
/// what an item takes of it.
///
/// # Errors
/// The first error of the source or the sink, in the order of the items; what came before it was handed over.
pub fn ordered<T, R, W, E>(
    mut source: impl Iterator<Item = Result<T, E>> + Send,
    bytes: impl Fn(&T) -> usize + Send,
    threads: usize,
    worker: impl Fn() -> W + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    R: Send,
    W: FnMut(Vec<T>) -> R,
    E: Send,
{
    let (first, then) = take_window(&mut source, &bytes);
    if !matches!(then, Then::More) || threads <= 1 {
        return in_place(first, then, source, &bytes, worker(), sink);
    }

    std::thread::scope(|scope| {
        let (to_workers, windows) = sync_channel::<(usize, Vec<T>)>(threads);
        let windows = Arc::new(Mutex::new(windows));
        let (to_sink, results) = sync_channel::<(usize, R)>(threads);
        // One token a window between reader and sink, so that a slow window cannot let the others pile up behind it.
        let (take_token, give_token) = sync_channel::<()>(4 * threads);
        // What the reader reads comes to it when it is there: a thread that cannot be had takes nothing with it.
        let (hand_over, taken_over) = sync_channel(1);

        let reader = std::thread::Builder::new().spawn_scoped(scope, move || {
            let Ok((first, mut source, bytes)) = taken_over.recv() else {
                return None;
            };
            let mut next = Some(first);
            let mut number = 0;
            loop {
                let (window, then) = next
                    .take()
                    .map_or_else(|| take_window(&mut source, &bytes), |w| (w, Then::More));
                // A closed channel means that the sink gave up; its error is the one to tell.
                if take_token.send(()).is_err() || to_workers.send((number, window)).is_err() {
                    return None;
                }
                match then {
                    Then::More => number += 1,
                    Then::Done => return None,
                    Then::Failed(error) => return Some(error),
                }
            }
        });
        let mut workers = 0;
        for _ in 0..threads {
            let windows = Arc::clone(&windows);
            let to_sink = to_sink.clone();
            let worker = &worker;
            let spawned = std::thread::Builder::new().spawn_scoped(scope, move || {
                let mut work = worker();
                loop {
                    let received = windows.lock().map_or(None, |w| w.recv().ok());
                    let Some((number, window)) = received else { break };
                    if to_sink.send((number, work(window))).is_err() {
                        break;
                    }
                }
            });
            if spawned.is_err() {
                break;
            }
            workers += 1;
        }
        let reader = match reader {
            Ok(reader) if workers > 0 => reader,
            // The system has no thread to give: the work is done here, as for a few names.
            _ => return in_place(first, then, source, &bytes, worker(), sink),
        };
        let _ = hand_over.send((first, source, bytes));
        drop(to_sink);
        drop(windows);

        let mut waiting: BTreeMap<usize, R> = BTreeMap::new();
        let mut expected = 0;
        let mut outcome = Ok(());
        'receive: for (number, result) in &results {
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&expected) {
                expected += 1;
                let _ = give_token.recv();
                outcome = sink(result);
                if outcome.is_err() {
                    break 'receive;
                }
            }
        }
        drop(results);
        drop(give_token);
        let read = reader
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        outcome?;
        read.map_or(Ok(()), Err)
    })
}

/// Works on the windows where it stands, one after the other.
fn in_place<T, R, E>(
    mut window: Vec<T>,
    mut then: Then<E>,
    mut source: impl Iterator<Item = Result<T, E>>,
    bytes: &impl Fn(&T) -> usize,
    mut work: impl FnMut(Vec<T>) -> R,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    loop {
        sink(work(window))?;
        match then {
            Then::Failed(error) => return Err(error),
            Then::Done => return Ok(()),
            Then::More => (window, then) = take_window(&mut source, bytes),
        }
    }
}

/// What comes after a window.
enum Then<E> {
    /// There may be more.
    More,
    /// The source is at its end.
    Done,
    /// The source failed.
    Failed(E),
}

/// The next items up to a window.
fn take_window<T, E>(
    source: &mut impl Iterator<Item = Result<T, E>>,
    bytes: &impl Fn(&T) -> usize,
) -> (Vec<T>, Then<E>) {
    let mut window = Vec::with_capacity(WINDOW);
    let mut weight = 0_usize;
    while window.len() < WINDOW && weight < WINDOW_BYTES {
        match source.next() {
            Some(Ok(item)) => {
                weight += bytes(&item);
                window.push(item);
            }
            Some(Err(error)) => return (window, Then::Failed(error)),
            None => return (window, Then::Done),
        }
    }
    (window, Then::More)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(count: usize, threads: usize) -> Vec<usize> {
        let mut out = Vec::new();
        let source = (0..count).map(Ok::<_, String>);
        ordered(
            source,
            |_| 1,
            threads,
            || |window: Vec<usize>| window.into_iter().map(|n| n * 2).collect::<Vec<_>>(),
            |doubled| {
                out.extend(doubled);
                Ok(())
            },
        )
        .unwrap();
        out
    }

    #[test]
    fn order_is_kept_on_any_number_of_threads() {
        for count in [0, 1, WINDOW - 1, WINDOW, WINDOW + 1, 10 * WINDOW + 7] {
            let expected: Vec<usize> = (0..count).map(|n| n * 2).collect();
            for threads in [1, 2, 5] {
                assert_eq!(run(count, threads), expected, "{count} on {threads}");
            }
        }
    }

    #[test]
    fn heavy_items_travel_by_themselves() {
        for threads in [1, 2] {
            let (mut sizes, mut seen) = (Vec::new(), 0);
            let source = (0..1000).map(Ok::<usize, String>);
            let weight = |n: &usize| if *n < 500 { WINDOW_BYTES } else { 1 };
            let sink = |window: Vec<usize>| {
                assert!(window.iter().copied().eq(seen..seen + window.len()));
                seen += window.len();
                sizes.push(window.len());
                Ok(())
            };
            ordered(source, weight, threads, || |window: Vec<usize>| window, sink).unwrap();
            assert_eq!(seen, 1000);
            assert!(sizes[..500].iter().all(|size| *size == 1), "{sizes:?}");
            assert_eq!(sizes[500], WINDOW);
        }
    }

    #[test]
    fn an_error_of_the_source_comes_after_what_stood_before_it() {
        for threads in [1, 2] {
            for at in [3, WINDOW, 3 * WINDOW + 5] {
                let source = (0..10 * WINDOW).map(|n| if n == at { Err("broken") } else { Ok(n) });
                let mut seen = 0;
                let result = ordered(
                    source,
                    |_| 1,
                    threads,
                    || |window: Vec<usize>| window.len(),
                    |count| {
                        seen += count;
                        Ok(())
                    },
                );
                assert_eq!((result, seen), (Err("broken"), at));
            }
        }
    }

    #[test]
    fn an_error_of_the_sink_ends_the_run() {
        let source = (0..100 * WINDOW).map(Ok::<_, &str>);
        let sink = |window: Vec<usize>| {
            if window.contains(&5000) {
                Err("full")
            } else {
                Ok(())
            }
        };
        assert_eq!(
            ordered(source, |_| 1, 2, || |window: Vec<usize>| window, sink),
            Err("full")
        );
    }
}
