//! The runtime and the client of one run: made when the first request is to be sent, and not before.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::{Answer, FetchError, Get, Http, Limits, Redirects, Validators};

/// Requests of a run, counted while they are under way.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) asked: AtomicUsize,
    pub(crate) answered: AtomicUsize,
}

/// The runtime and client of a run, made when the first request is to be sent.
pub(crate) struct Network {
    limits: Limits,
    redirects: Redirects,
    end: Instant,
    tally: Arc<Tally>,
    running: Option<Result<(tokio::runtime::Runtime, Arc<Http>), FetchError>>,
}

impl Network {
    /// A network for the time until the deadline, counted from now; `tally` counts its requests.
    pub(crate) fn new(limits: Limits, redirects: Redirects, deadline: Duration, tally: Arc<Tally>) -> Self {
        // A part of the time is kept for reading the answers and writing them down.
        let kept_back = (deadline / 10).min(Duration::from_millis(250));
        Self {
            limits,
            redirects,
            end: Instant::now() + (deadline - kept_back),
            tally,
            running: None,
        }
    }

    /// Fetches all of it at once, within the deadline; the answers stand in the order of the requests.
    pub(crate) fn fetch_all(&mut self, requests: &[(Get, Validators)]) -> Vec<Result<Answer, FetchError>> {
        let (limits, redirects, end) = (self.limits, self.redirects, self.end);
        self.tally.asked.fetch_add(requests.len(), Ordering::Relaxed);
        let running = self.running.get_or_insert_with(|| {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map(|runtime| (runtime, Arc::new(Http::new(limits, redirects, end.into()))))
                .map_err(|error| FetchError::NoClient(error.to_string()))
        });
        let (runtime, http) = match running {
            Ok(running) => running,
            Err(error) => return requests.iter().map(|_| Err(error.clone())).collect(),
        };
        runtime.block_on(async {
            let tasks: Vec<_> = requests
                .iter()
                .cloned()
                .map(|(request, validators)| {
                    let (http, tally) = (Arc::clone(http), Arc::clone(&self.tally));
                    tokio::spawn(async move {
                        let answer = http.fetch(&request, &validators).await;
                        tally.answered.fetch_add(1, Ordering::Relaxed);
                        answer
                    })
                })
                .collect();
            let mut answers = Vec::with_capacity(tasks.len());
            for task in tasks {
                answers.push(
                    task.await
                        .unwrap_or_else(|error| Err(FetchError::NoClient(error.to_string()))),
                );
            }
            answers
        })
    }

    /// Ends without waiting for look-ups of names that hang.
    pub(crate) fn close(self) {
        if let Some(Ok((runtime, _))) = self.running {
            runtime.shutdown_background();
        }
    }
}
