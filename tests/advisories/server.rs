//! A small HTTP server on this machine that answers as the sources do, or misbehaves as told, and remembers what it was asked.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How long a hanging answer hangs at most: longer than any deadline in these tests.
const HANG: Duration = Duration::from_secs(8);

/// What to answer.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// A status, further header lines, and a body.
    Whole(&'static str, Vec<String>, Vec<u8>),
    /// Nothing, for long.
    SlowHeaders,
    /// A head, and then a byte now and then.
    SlowBody,
    /// A body shorter than announced.
    Truncated,
    /// A connection that is reset.
    Reset,
    /// A hundred megabytes, announced or not.
    Endless { announced: bool },
}

impl Reply {
    pub(crate) fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::Whole(
            "200 OK",
            vec!["Content-Type: application/json".to_owned()],
            body.into(),
        )
    }

    pub(crate) fn html(status: &'static str, body: &str) -> Self {
        Self::Whole(
            status,
            vec!["Content-Type: text/html; charset=utf-8".to_owned()],
            body.into(),
        )
    }

    pub(crate) fn status(status: &'static str) -> Self {
        Self::html(status, "<html><title>No</title><p>No.</p></html>")
    }

    /// The same with one more header line.
    pub(crate) fn with(self, header: &str) -> Self {
        match self {
            Self::Whole(status, mut headers, body) => {
                headers.push(header.to_owned());
                Self::Whole(status, headers, body)
            }
            other => other,
        }
    }
}

/// A request as it arrived.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Asked {
    /// Method and path.
    pub(crate) line: String,
    /// The header lines, as sent.
    pub(crate) headers: Vec<String>,
}

impl Asked {
    pub(crate) fn path(&self) -> &str {
        self.line.split(' ').nth(1).unwrap_or("")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

type Handler = dyn Fn(&Asked) -> Reply + Send + Sync;

/// The server; it stops when dropped.
pub(crate) struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
    most_at_once: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
}

impl Server {
    /// Starts a server that answers each request as the function says.
    pub(crate) fn start(handler: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            asked: Arc::default(),
            most_at_once: Arc::default(),
            stop: Arc::default(),
        };
        let (asked, most, stop) = (
            Arc::clone(&server.asked),
            Arc::clone(&server.most_at_once),
            Arc::clone(&server.stop),
        );
        let handler: Arc<Handler> = Arc::new(handler);
        let at_once = Arc::new(AtomicUsize::new(0));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let (asked, most, stop) = (Arc::clone(&asked), Arc::clone(&most), Arc::clone(&stop));
                let (handler, at_once) = (Arc::clone(&handler), Arc::clone(&at_once));
                thread::spawn(move || {
                    let handle = |request: &Asked| {
                        let now = at_once.fetch_add(1, Ordering::SeqCst) + 1;
                        most.fetch_max(now, Ordering::SeqCst);
                        let reply = handler(request);
                        // Before the answer: after it the client is free to ask again.
                        at_once.fetch_sub(1, Ordering::SeqCst);
                        reply
                    };
                    // A client that hangs up is part of the tests.
                    let _ = serve(stream, &asked, handle, &stop);
                });
            }
        });
        server
    }

    /// A server that answers as all sources do when all is well.
    pub(crate) fn well() -> Self {
        Self::start(well)
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The options that send every source here.
    pub(crate) fn sources(&self) -> Vec<String> {
        options_for(&self.address())
    }

    /// The same, with more time than even a busy machine needs.
    pub(crate) fn options(&self) -> Vec<String> {
        let mut options = self.sources();
        options.extend(["--deadline".to_owned(), "30s".to_owned()]);
        options
    }

    /// What was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// How many requests for a path were made.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.asked().iter().filter(|asked| asked.path() == path).count()
    }

    /// The most requests that were being answered at the same time.
    pub(crate) fn most_at_once(&self) -> usize {
        self.most_at_once.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes the listener so that it sees the word.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

/// The options that send every source to an address.
pub(crate) fn options_for(address: &str) -> Vec<String> {
    [
        format!("cve={address}/cve/{{id}}"),
        format!("kev={address}/kev.json"),
        format!("progress={address}/progress"),
        format!("epss={address}/epss"),
    ]
    .into_iter()
    .flat_map(|value| ["--source-url".to_owned(), value])
    .collect()
}

/// The answer of a source when all is well, with an ETag that is honoured.
pub(crate) fn well(asked: &Asked) -> Reply {
    let etag = "\"one\"";
    if asked.header("if-none-match") == Some(etag) {
        return Reply::Whole("304 Not Modified", vec![format!("ETag: {etag}")], Vec::new());
    }
    let path = asked.path();
    let reply = if let Some(id) = path.strip_prefix("/cve/") {
        match std::fs::read(format!("fixtures/advisories/cve/{id}.json")) {
            Ok(record) => Reply::json(record),
            Err(_) => return Reply::status("404 Not Found"),
        }
    } else if path == "/kev.json" {
        Reply::json(std::fs::read("fixtures/advisories/kev.json").unwrap())
    } else if path.starts_with("/epss?cve=") {
        Reply::json(
            r#"{"status":"OK","data":[{"cve":"CVE-2023-34362","epss":"0.94","percentile":"0.99","date":"2026-11-23"}]}"#,
        )
    } else {
        Reply::html(
            "200 OK",
            &format!(
                "<html><head><title>Bulletin</title></head><p>{}</p></html>",
                "Words of a bulletin. ".repeat(40)
            ),
        )
    };
    reply.with(&format!("ETag: {etag}"))
}

fn serve(
    mut stream: TcpStream,
    asked: &Mutex<Vec<Asked>>,
    handler: impl Fn(&Asked) -> Reply,
    stop: &AtomicBool,
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(HANG))?;
    stream.set_write_timeout(Some(HANG))?;
    stream.set_nodelay(true)?;
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte)? == 0 || head.len() > 65_536 {
            return Ok(());
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut lines = head.lines();
    let request = Asked {
        line: lines.next().unwrap_or("").to_owned(),
        headers: lines.filter(|line| !line.is_empty()).map(str::to_owned).collect(),
    };
    asked.lock().unwrap().push(request.clone());
    let wait = |length: Duration| {
        let end = Instant::now() + length;
        while Instant::now() < end && !stop.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(20));
        }
    };
    match handler(&request) {
        Reply::Whole(status, headers, body) => {
            let mut head = format!(
                "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n",
                body.len()
            );
            for header in headers {
                head.push_str(&header);
                head.push_str("\r\n");
            }
            stream.write_all(head.as_bytes())?;
            stream.write_all(b"\r\n")?;
            stream.write_all(&body)?;
        }
        Reply::SlowHeaders => wait(HANG),
        Reply::SlowBody => {
            stream.write_all(
                b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n",
            )?;
            let end = Instant::now() + HANG;
            while Instant::now() < end && !stop.load(Ordering::Relaxed) {
                stream.write_all(b" ")?;
                thread::sleep(Duration::from_millis(20));
            }
        }
        Reply::Truncated => {
            stream.write_all(
                b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{\"vuln",
            )?;
        }
        // Closing without waiting for what may linger resets the connection.
        Reply::Reset => return socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)),
        Reply::Endless { announced } => {
            let length = 100 * 1024 * 1024;
            let how = if announced {
                format!("Content-Length: {length}")
            } else {
                "Transfer-Encoding: chunked".to_owned()
            };
            stream.write_all(
                format!(
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n{how}\r\n\r\n"
                )
                .as_bytes(),
            )?;
            let block = vec![b' '; 65_536];
            for _ in 0..length / block.len() {
                if !announced {
                    stream.write_all(b"10000\r\n")?;
                }
                stream.write_all(&block)?;
                if !announced {
                    stream.write_all(b"\r\n")?;
                }
            }
        }
    }
    stream.flush()
}
