//! Work on a long row of items with several threads, in bounded memory and in the order of the input.

use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};

/// Items that travel together between threads.
const WINDOW: usize = 256;

/// Feeds items through workers, a window at a time, and hands the results to `sink` in the order of the items.
///
/// A source of at most one window is worked on where it stands: a thread costs more than a few names. Otherwise `threads`
/// workers run, each with its own state from `worker`, and at most a few windows per worker are in memory.
///
/// # Errors
/// The first error of the source or the sink, in the order of the items; what came before it was handed over.
pub fn ordered<T, R, W, E>(
    mut source: impl Iterator<Item = Result<T, E>> + Send,
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
    let (first, failed) = take_window(&mut source);
    if first.len() < WINDOW || failed.is_some() || threads <= 1 {
        let mut work = worker();
        let (mut window, mut failed) = (first, failed);
        loop {
            let last = window.len() < WINDOW;
            sink(work(window))?;
            match failed {
                Some(error) => return Err(error),
                None if last => return Ok(()),
                None => (window, failed) = take_window(&mut source),
            }
        }
    }

    std::thread::scope(|scope| {
        let (to_workers, windows) = sync_channel::<(usize, Vec<T>)>(threads);
        let windows = Arc::new(Mutex::new(windows));
        let (to_sink, results) = sync_channel::<(usize, R)>(threads);
        // One token a window between reader and sink, so that a slow window cannot let the others pile up behind it.
        let (take_token, give_token) = sync_channel::<()>(4 * threads);

        let reader = scope.spawn(move || {
            let mut next = Some(first);
            let mut number = 0;
            loop {
                let (window, error) = next
                    .take()
                    .map_or_else(|| take_window(&mut source), |w| (w, None));
                let last = window.len() < WINDOW;
                // A closed channel means that the sink gave up; its error is the one to tell.
                if take_token.send(()).is_err() || to_workers.send((number, window)).is_err() {
                    return None;
                }
                if error.is_some() || last {
                    return error;
                }
                number += 1;
            }
        });
        for _ in 0..threads {
            let windows = Arc::clone(&windows);
            let to_sink = to_sink.clone();
            let worker = &worker;
            scope.spawn(move || {
                let mut work = worker();
                loop {
                    let received = windows.lock().map_or(None, |w| w.recv().ok());
                    let Some((number, window)) = received else { break };
                    if to_sink.send((number, work(window))).is_err() {
                        break;
                    }
                }
            });
        }
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

/// The next items up to a window, and the error that ended them early.
fn take_window<T, E>(source: &mut impl Iterator<Item = Result<T, E>>) -> (Vec<T>, Option<E>) {
    let mut window = Vec::with_capacity(WINDOW);
    while window.len() < WINDOW {
        match source.next() {
            Some(Ok(item)) => window.push(item),
            Some(Err(error)) => return (window, Some(error)),
            None => break,
        }
    }
    (window, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(count: usize, threads: usize) -> Vec<usize> {
        let mut out = Vec::new();
        let source = (0..count).map(Ok::<_, String>);
        ordered(
            source,
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
    fn an_error_of_the_source_comes_after_what_stood_before_it() {
        for threads in [1, 2] {
            for at in [3, WINDOW, 3 * WINDOW + 5] {
                let source = (0..10 * WINDOW).map(|n| if n == at { Err("broken") } else { Ok(n) });
                let mut seen = 0;
                let result = ordered(
                    source,
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
            ordered(source, 2, || |window: Vec<usize>| window, sink),
            Err("full")
        );
    }
}
