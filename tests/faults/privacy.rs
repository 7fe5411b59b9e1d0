//! Secrets: names in arguments, files, file names, columns, vendor lists, ledgers and settings, looked for in all that
//! leaves the process for the network and in all that is kept.

use std::path::Path;
use std::process::Command;

use moveit_exposure::advisories;

use crate::server::{Asked, Reply, Server};
use crate::table::hold;
use crate::{PROGRAM, Ran, can, file, finish, folder, of_its_own};

/// Words that nothing but the user's own input holds.
const SECRETS: [&str; 14] = [
    "zyxnamed",
    "zyxdomain",
    "zyxvendor",
    "zyxcell",
    "zyxcolumn",
    "zyxfile",
    "zyxfolder",
    "zyxkey",
    "zyxreason",
    "zyxowner",
    "zyxrecord",
    "zyxcustomer",
    "zyxsetting",
    "zyxsheet",
];

/// Whether a text holds one of the words, in letters of any kind or as part of an encoding of them.
fn secret_in(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_lowercase();
    // "zyx" and what a base64 text or a hash of a name is not searched for: the words begin alike.
    SECRETS
        .into_iter()
        .find(|secret| text.contains(secret))
        .or_else(|| text.contains("zyx").then_some("zyx"))
}

/// A folder with everything in it that a user has.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: folder() };
        let own = desk.own();
        std::fs::create_dir_all(&own).unwrap();
        for kept in ["cache", "data", "tmp"] {
            std::fs::create_dir(desk.folder.path().join(kept)).unwrap();
        }
        file(
            &own,
            "zyxfile.csv",
            "zyxcolumn,website,payroll provider,id\nzyxcell Ltd,zyxdomain.example,zyxvendor;Zellis,zyxkey-1\nBoots,,,zyxkey-2\n",
        );
        file(
            &own,
            "zyxfile.toml",
            "id = \"zyxrecord\"\nname = \"Zyxrecord Holdings\"\n[exposure]\nstatus = \"confirmed\"\nacknowledged_by = \"organization\"\n\
             route = \"own-server\"\n[[sources]]\nurl = \"https://zyxrecord.example/\"\n\
             publisher = \"zyxrecord\"\nkind = \"press\"\nseen = \"full\"\nsupports = [\"exposure\"]\n",
        );
        file(
            &own,
            "moveit-exposure.toml",
            "[check]\nvendor = [\"zyxsetting\"]\n",
        );
        desk
    }

    /// Where the user works.
    fn own(&self) -> std::path::PathBuf {
        self.folder.path().join("zyxfolder")
    }

    fn surround(&self, mut command: Command) -> Command {
        command
            .env_remove("MOVEIT_EXPOSURE_NO_CONFIG")
            .env("HOME", self.folder.path())
            .env("XDG_CACHE_HOME", self.folder.path().join("cache"))
            .env("XDG_DATA_HOME", self.folder.path().join("data"))
            .env("TMPDIR", self.folder.path().join("tmp"))
            .env("MOVEIT_EXPOSURE_VENDOR", "zyxsetting two")
            .current_dir(self.own());
        command
    }

    /// Runs of every kind that know a name; each ends in order.
    fn runs(&self) -> Vec<Vec<&'static str>> {
        let check = ["check", "--no-ledger", "--fail-on", "never"];
        vec![
            [&check[..], &["zyxnamed", "Boots"]].concat(),
            [
                &check[..],
                &[
                    "zyxnamed",
                    "--domain",
                    "zyxdomain.example",
                    "--vendor",
                    "zyxvendor",
                    "--country",
                    "DE",
                ],
            ]
            .concat(),
            [
                &check[..],
                &[
                    "--input",
                    "zyxfile.csv",
                    "--column",
                    "name=zyxcolumn",
                    "--report",
                    "csv=zyxfile-out.csv",
                    "--report",
                ],
                &[
                    "html=zyxfile.html",
                    "--report",
                    "json=zyxfile.json",
                    "--format",
                    "jsonl",
                ],
            ]
            .concat(),
            [
                &check[..],
                &["zyxnamed", "--dataset", "zyxfile.toml", "--format", "json"],
            ]
            .concat(),
            vec!["explain", "zyxnamed", "--domain", "zyxdomain.example"],
            vec!["letter", "--to", "vendor", "Zellis", "--customer", "zyxcustomer"],
            vec!["letter", "--to", "employer", "zyxnamed"],
            vec![
                "accept",
                "add",
                "Boots",
                "--reason",
                "zyxreason",
                "--owner",
                "zyxowner",
                "--until",
                "2027-06-30",
                "--now",
                "2026-12-01",
            ],
            vec![
                "check",
                "Boots",
                "zyxnamed",
                "--fail-on",
                "never",
                "--now",
                "2026-12-01",
            ],
            [&check[..], &["zyxnamed", "--baseline", "zyxfile.json"]].concat(),
            [&check[..], &["zyxnamed", "--redact", "--format", "json"]].concat(),
            vec!["convert", "zyxfile.json", "--format", "markdown"],
            vec!["diff", "zyxfile.json", "zyxfile.json"],
            vec!["show", "zyxrecord", "--dataset", "zyxfile.toml"],
            vec!["list", "--dataset", "zyxfile.toml"],
            vec!["advisories", "--refresh"],
        ]
    }

    /// Everything that was kept outside of where the user works, names and contents.
    fn kept(&self) -> String {
        let mut kept = String::new();
        let mut folders = vec!["cache", "data", "tmp"]
            .into_iter()
            .map(|name| self.folder.path().join(name))
            .collect::<Vec<_>>();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let own = path.strip_prefix(self.folder.path()).unwrap();
                kept += &format!("{}\n", own.display());
                if path.is_dir() {
                    folders.push(path);
                } else {
                    kept += &String::from_utf8_lossy(&std::fs::read(path).unwrap());
                }
            }
        }
        kept
    }
}

/// The sources stand on a server of this machine.
fn as_on_the_network(server: &Server, args: &[&str]) -> Vec<String> {
    let mut args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
    if args[0] == "check" || args[0] == "advisories" {
        args.extend(server.options());
        args.extend((args[0] == "check").then(|| "--max-cache-age=0s".to_owned()));
    }
    args
}

fn all(asked: &[Asked]) -> String {
    asked
        .iter()
        .map(|asked| format!("{}\n{}\n", asked.line, asked.headers.join("\n")))
        .collect()
}

/// None is in a request line, a header or a kept file, of any command.
#[test]
fn secrets_in_requests_and_in_what_is_kept() {
    let server = Server::well();
    let desk = Desk::new();
    for run in desk.runs() {
        let args = as_on_the_network(&server, &run);
        let ran = finish(desk.surround(of_its_own(Command::new(PROGRAM))).args(&args));
        assert!(
            ran.code.is_some_and(|code| code <= 2),
            "{args:?}: {:?} {}",
            ran.code,
            ran.err
        );
        assert!(
            !ran.err.contains("error:") || run[0] == "show" || run[0] == "explain",
            "{args:?}: {}",
            ran.err
        );
    }
    assert!(server.asked().len() > 39);
    assert_eq!(secret_in(&all(&server.asked())), None);
    assert_eq!(secret_in(&desk.kept()), None, "{}", desk.kept());
    assert!(desk.kept().contains("advisories"), "something is kept");
    assert_eq!(crate::names(&desk.folder.path().join("tmp")), [""; 0]);
}

/// None is in the bytes of any system call on a socket, nor in an address that is connected to.
#[test]
fn secrets_in_system_calls() {
    if !can(
        "strace",
        &["-f", "-qq", "-yy", "-e", "trace=%network", "true"],
        "what the sockets are given",
    ) {
        return;
    }
    let server = Server::well();
    let desk = Desk::new();
    let trace = desk.folder.path().join("trace");
    let mut sent = 0;
    for run in desk.runs() {
        let args = as_on_the_network(&server, &run);
        let mut command = desk.surround(of_its_own(Command::new("strace")));
        command
            .args([
                "-f",
                "-qq",
                "-yy",
                "-s",
                "100000",
                "-e",
                "trace=%network,write,writev,sendfile",
                "-o",
            ])
            .arg(&trace)
            .arg(PROGRAM)
            .args(&args);
        let ran = finish(&mut command);
        assert!(ran.code.is_some_and(|code| code <= 2), "{args:?}: {}", ran.err);
        let trace = String::from_utf8_lossy(&std::fs::read(&trace).unwrap()).into_owned();
        // Files and pipes get names, and are meant to.
        for line in trace.lines().filter(|line| {
            let writes = line.contains(" write(") || line.contains(" writev(");
            !writes || line.contains("<TCP") || line.contains("<UDP") || line.contains("<socket")
        }) {
            sent += usize::from(line.contains("GET /"));
            assert_eq!(secret_in(line), None, "{args:?}: {line}");
        }
    }
    assert!(sent > 39, "the trace sees requests: {sent}");
}

/// A proxy is asked for the hosts that SECURITY.md names, in all runs for the same ones, and for nothing else.
#[test]
fn secrets_in_what_a_proxy_sees() {
    let proxy = Server::start(|_| Reply::status("502 Bad Gateway"));
    let desk = Desk::new();
    let certificate = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let authority = file(desk.folder.path(), "authority.pem", certificate.cert.pem());
    let mut expected: Vec<String> = advisories::hosts()
        .into_iter()
        .map(|(_, host)| format!("CONNECT {host}:443 HTTP/1.1"))
        .collect();
    expected.sort();
    for run in desk.runs() {
        let before = proxy.asked().len();
        let mut command = desk.surround(of_its_own(Command::new(PROGRAM)));
        command
            .env("HTTPS_PROXY", proxy.address())
            .env("SSL_CERT_FILE", &authority)
            .args(&run)
            // Not from the cache, which an earlier run might have filled.
            .args((run[0] == "check").then_some("--deadline=20s"));
        finish(&mut command);
        let asked = proxy.asked();
        let mut lines: Vec<String> = asked[before..].iter().map(|asked| asked.line.clone()).collect();
        lines.sort();
        lines.dedup();
        if run[0] == "check" || run[0] == "advisories" {
            assert_eq!(lines, expected, "{run:?}");
        } else {
            assert_eq!(lines, [""; 0], "{run:?}");
        }
    }
    assert_eq!(secret_in(&all(&proxy.asked())), None);
}

/// A name server is asked for the hosts that SECURITY.md names and for nothing else.
#[test]
fn secrets_in_questions_to_a_name_server() {
    let folder = folder();
    let resolver = file(folder.path(), "resolv.conf", "nameserver 127.0.0.1\n");
    let script = "ip link set lo up && mount --bind \"$1\" /etc/resolv.conf";
    let own_namespace = ["-rnm", "sh", "-c", script, "sh", resolver.to_str().unwrap()];
    if !can("unshare", &own_namespace, "what a name server is asked") {
        return;
    }
    let script = format!("{script} && exec \"$0\" --exact privacy::with_a_name_server_of_its_own --ignored");
    let mut command = Command::new("unshare");
    command
        .args(["-rnm", "sh", "-c", &script])
        .arg(std::env::current_exe().unwrap())
        .arg(&resolver);
    let ran: Ran = command.env("WITH_A_NAME_SERVER", "1").output().unwrap().into();
    assert_eq!(ran.code, Some(0), "{}\n{}", ran.out, ran.err);
    assert!(ran.out.contains("1 passed"), "{}", ran.out);
}

#[test]
#[ignore = "run by secrets_in_questions_to_a_name_server, inside a namespace"]
fn with_a_name_server_of_its_own() {
    if std::env::var_os("WITH_A_NAME_SERVER").is_none() {
        return;
    }
    let socket = std::net::UdpSocket::bind("127.0.0.1:53").unwrap();
    socket.set_nonblocking(true).unwrap();
    let desk = Desk::new();
    let certificate = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let authority = file(desk.folder.path(), "authority.pem", certificate.cert.pem());
    let hosts: Vec<String> = advisories::hosts().into_iter().map(|(_, host)| host).collect();
    let mut questions = std::collections::BTreeSet::new();
    for run in desk.runs() {
        let mut command = desk.surround(of_its_own(Command::new(PROGRAM)));
        command.env("SSL_CERT_FILE", &authority).args(&run);
        if run[0] == "check" || run[0] == "advisories" {
            command.args(["--deadline", "500ms"]);
        }
        finish(&mut command);
        let mut packet = [0; 2048];
        while let Ok(length) = socket.recv(&mut packet) {
            questions.insert(name_of(&packet[12..length]));
        }
    }
    assert_eq!(secret_in(&questions.iter().cloned().collect::<String>()), None);
    assert!(!questions.is_empty());
    for question in questions {
        assert!(
            hosts
                .iter()
                .any(|host| question == *host || question.starts_with(&format!("{host}."))),
            "{question}"
        );
    }
}

/// The name in a question to a name server: its parts, each after its length.
fn name_of(mut question: &[u8]) -> String {
    let mut parts = Vec::new();
    while let Some((length, rest)) = question.split_first() {
        if *length == 0 || rest.len() < usize::from(*length) {
            break;
        }
        let (part, rest) = rest.split_at(usize::from(*length));
        parts.push(String::from_utf8_lossy(part).into_owned());
        question = rest;
    }
    parts.join(".")
}

/// The server sees the addresses of a release, and no name.
#[test]
fn secrets_beside_an_update_of_the_list() {
    let desk = Desk::new();
    let release = desk.folder.path().join("release");
    let export = |version: &str| {
        let mut command = desk.surround(of_its_own(Command::new(PROGRAM)));
        command
            .args(["data", "export", "--list-version", version, "--to"])
            .arg(&release);
        finish(&mut command).ended_with(0);
    };
    export("2099.1.1");
    let hosted = release.clone();
    let server = Server::start(move |asked: &Asked| {
        let name = Path::new(asked.path()).file_name().unwrap_or_default().to_owned();
        match std::fs::read(hosted.join(name)) {
            Ok(bytes) => Reply::Whole(
                "200 OK",
                vec!["Content-Type: application/octet-stream".to_owned()],
                bytes,
            ),
            Err(_) => Reply::status("404 Not Found"),
        }
    });
    let manifest = std::fs::read(release.join("manifest.json")).unwrap();
    let hash: String = {
        use sha2::Digest as _;
        sha2::Sha256::digest(&manifest)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    };
    let mut command = desk.surround(of_its_own(Command::new(PROGRAM)));
    command.args([
        "data",
        "update",
        "--sha256",
        &hash,
        "--from",
        &format!("{}/", server.address()),
    ]);
    let ran = finish(&mut command);
    ran.ended_with(0);
    let asked = server.asked();
    assert!(asked.len() >= 2, "{asked:?}");
    assert!(
        asked
            .iter()
            .all(|asked| asked.line.starts_with("GET /") && !asked.line.contains('?')),
        "{asked:?}"
    );
    assert_eq!(secret_in(&all(&asked)), None);
    assert_eq!(secret_in(&desk.kept()), None);
}

/// SECURITY.md and README.md name the hosts that the code asks, and a test fails where they differ.
#[test]
fn hosts_that_nobody_is_told_of() {
    let mut table = String::from("| host | for what |\n|---|---|\n");
    for (source, host) in advisories::hosts() {
        table += &format!("| `{host}` | {} |\n", source.plain());
    }
    hold("SECURITY.md", "hosts", &table);
    hold("README.md", "hosts", &table);
}
