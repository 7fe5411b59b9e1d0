//! The vendor's bulletin pages: whether they can be read, their title and date, and whether their text has changed.
//!
//! Most are drawn by scripts in the browser; what a program gets is then an empty frame, and that is what is said.

use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::bundled::Snapshot;
use super::source::{Reading, Request, ShapeError, Source, SourceName, SourceUrl};
use crate::http::{Media, fragment};

/// The source.
pub(crate) struct Bulletins;

/// Below this many characters a page holds no bulletin, only the frame that scripts fill.
const LEAST_TEXT: usize = 400;

/// What a page gives to a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PageText {
    /// Its text.
    Readable,
    /// No text without a browser that runs its scripts.
    NoTextWithoutABrowser,
    /// The site answered, and refused.
    Refused {
        /// The status of its answer.
        status: u16,
    },
    /// It was not asked, or did not answer, and no earlier answer is kept.
    NotSeen,
}

/// A page as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) text: PageText,
    pub(crate) title: Option<String>,
    pub(crate) date: Option<Date>,
    pub(crate) text_sha256: Option<String>,
}

impl Page {
    /// A page of which nothing is known but that the site refuses it to programs.
    pub(crate) const fn refused(status: u16) -> Self {
        Self {
            text: PageText::Refused { status },
            title: None,
            date: None,
            text_sha256: None,
        }
    }
}

impl Source for Bulletins {
    fn requests(&self, snapshot: &Snapshot, elsewhere: Option<&SourceUrl>) -> Vec<Request> {
        let urls = snapshot.bulletin_urls().into_iter().map(|page| {
            let own = reqwest::Url::parse(page).map_err(|error| error.to_string())?;
            let url = elsewhere.map_or_else(|| Ok(own.clone()), |place| place.with_path(own.path()))?;
            Ok::<_, String>(Request {
                source: SourceName::Progress,
                subject: page.to_owned(),
                url,
                media: Media::Html,
            })
        });
        urls.filter_map(Result::ok).collect()
    }

    fn read(&self, _subject: &str, body: &[u8]) -> Result<Reading, ShapeError> {
        let html = String::from_utf8_lossy(body);
        if !html.contains('<') {
            return Err(ShapeError("it is no page".to_owned()));
        }
        let visible = visible_text(&html);
        let readable = visible.chars().count() >= LEAST_TEXT;
        Ok(Reading::Page(Box::new(Page {
            text: if readable {
                PageText::Readable
            } else {
                PageText::NoTextWithoutABrowser
            },
            title: title(&html),
            date: date(&html),
            text_sha256: readable.then(|| sha256(&visible)),
        })))
    }

    fn fingerprint(&self, body: &[u8]) -> Option<String> {
        let visible = visible_text(&String::from_utf8_lossy(body));
        (visible.chars().count() >= LEAST_TEXT).then(|| sha256(&visible))
    }
}

fn sha256(text: &str) -> String {
    super::cache::hex(&Sha256::digest(text.as_bytes()))
}

/// The element of a tag that opens at the start of the text: its name in lower case and whether it closes.
fn tag_name(tag: &str) -> (String, bool) {
    let inner = tag.trim_start_matches('<');
    let closes = inner.starts_with('/');
    let name = inner
        .trim_start_matches('/')
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric())
        .collect::<String>()
        .to_ascii_lowercase();
    (name, closes)
}

/// The text between the tags, without scripts, styles, head and comments, its white space folded.
fn visible_text(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    let mut hidden: Option<String> = None;
    while !rest.is_empty() {
        let Some(open) = rest.find('<') else {
            if hidden.is_none() {
                text.push_str(rest);
            }
            break;
        };
        if hidden.is_none() {
            text.push_str(&rest[..open]);
        }
        rest = &rest[open..];
        if rest.starts_with("<!--") {
            rest = rest.find("-->").map_or("", |end| &rest[end + 3..]);
            continue;
        }
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let (name, closes) = tag_name(&rest[..end]);
        match &hidden {
            Some(element) if closes && *element == name => hidden = None,
            None if !closes
                && matches!(
                    name.as_str(),
                    "script" | "style" | "noscript" | "head" | "template" | "svg" | "iframe"
                )
                && !rest[..end].ends_with("/>") =>
            {
                hidden = Some(name);
            }
            _ => {}
        }
        // Between two elements stands at least a space.
        text.push(' ');
        rest = &rest[end..];
    }
    decode(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The entities that occur in titles and running text.
fn decode(text: &str) -> String {
    text.replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

fn title(html: &str) -> Option<String> {
    // ASCII lower case keeps every byte in its place.
    let lower = html.to_ascii_lowercase();
    let open = lower.find("<title")?;
    let start = open + lower[open..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    let title = fragment(&decode(&html[start..end]), 200);
    (!title.is_empty()).then_some(title)
}

/// The value of an attribute inside a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let lower = tag.to_ascii_lowercase();
    let start = lower.find(&format!("{name}="))? + name.len() + 1;
    let quote = tag[start..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let value = &tag[start + 1..];
    value.find(quote).map(|end| &value[..end])
}

/// The date that the page gives for itself in its head, or in its first `time` element.
fn date(html: &str) -> Option<Date> {
    let day = |text: &str| text.get(..10).and_then(|day| day.parse::<Date>().ok());
    let dates = [
        "article:modified_time",
        "article:published_time",
        "date",
        "last-modified",
        "dc.date",
    ];
    let mut in_time = None;
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let Some(length) = rest[start..].find('>') else {
            break;
        };
        let tag = &rest[start..=start + length];
        match tag_name(tag).0.as_str() {
            "meta" => {
                let key = attribute(tag, "property")
                    .or_else(|| attribute(tag, "name"))
                    .unwrap_or("");
                if dates.contains(&key.to_ascii_lowercase().as_str())
                    && let Some(date) = attribute(tag, "content").and_then(day)
                {
                    return Some(date);
                }
            }
            "time" if in_time.is_none() => in_time = attribute(tag, "datetime").and_then(day),
            _ => {}
        }
        rest = &rest[start + length + 1..];
    }
    in_time
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> Page {
        match Bulletins
            .read("https://community.progress.com/s/article/x", html.as_bytes())
            .unwrap()
        {
            Reading::Page(page) => *page,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_page_with_text() {
        let words = "The fixed versions are listed below. ".repeat(20);
        let html = format!(
            "<html><head><title> A &amp; B\n bulletin</title><meta property='article:published_time' content='2023-06-02T10:00:00Z'>\
             <style>p{{}}</style></head><body><!-- <p>no --><p>{words}</p><script>var nonce='1';</script></body></html>"
        );
        let read = page(&html);
        assert_eq!(read.text, PageText::Readable);
        assert_eq!(read.title.as_deref(), Some("A & B bulletin"));
        assert_eq!(read.date.unwrap().to_string(), "2023-06-02");
        // Scripts, comments and white space may differ from one answer to the next.
        let other = html
            .replace("nonce='1'", "nonce='2'")
            .replace("<!-- <p>no -->", "")
            .replace(". ", ".\n  ");
        assert_eq!(page(&other).text_sha256, read.text_sha256);
        assert_ne!(
            page(&html.replace("fixed", "first")).text_sha256,
            read.text_sha256
        );
        assert_eq!(Bulletins.fingerprint(html.as_bytes()), read.text_sha256);
    }

    #[test]
    fn a_page_drawn_by_scripts_is_not_pretended_to_be_read() {
        let read = page(
            "<html><head><title>Customer Community</title></head><body><div id='app'>Loading</div>\
             <noscript>Please turn scripts on in your browser to see this page.</noscript><script>go()</script></body></html>",
        );
        assert_eq!(read.text, PageText::NoTextWithoutABrowser);
        assert_eq!(read.text_sha256, None);
        assert_eq!(read.title.as_deref(), Some("Customer Community"));
    }

    #[test]
    fn broken_pages_do_no_harm() {
        for html in [
            "<",
            "<title",
            "<title>",
            "<title>é</titl",
            "<!--",
            "<script>",
            "<meta content='",
            "<time datetime=",
            "<é>",
        ] {
            assert_eq!(page(html).text, PageText::NoTextWithoutABrowser, "{html}");
        }
        assert!(Bulletins.read("x", b"plain").is_err());
    }

    #[test]
    fn a_mirror_keeps_the_paths() {
        let mut urls = super::super::source::SourceUrls::default();
        urls.add("progress=https://mirror.example/copy/").unwrap();
        let requests = Bulletins.requests(super::super::bundled::snapshot(), urls.of(SourceName::Progress));
        assert_eq!(requests.len(), 16);
        assert!(
            requests
                .iter()
                .all(|r| r.url.as_str().starts_with("https://mirror.example/copy/"))
        );
        assert!(
            requests
                .iter()
                .any(|r| r.url.path() == "/copy/security/moveit-transfer-and-moveit-cloud-vulnerability")
        );
    }
}
