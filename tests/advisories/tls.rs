//! https, with a certificate authority of the test's own: it is trusted through `SSL_CERT_FILE` and not otherwise.

#![cfg(target_os = "linux")]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;

use crate::{finish, program};

/// Serves CISA's catalogue over https on this machine, for as long as the test program runs; gives the port and the
/// authority's certificate.
fn start() -> (u16, String) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()])
        .unwrap()
        .signed_by(&key, &authority)
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let catalogue = std::fs::read("fixtures/advisories/kev.json").unwrap();
        for stream in listener.incoming().flatten() {
            let Ok(connection) = rustls::ServerConnection::new(Arc::clone(&config)) else {
                continue;
            };
            let mut tls = rustls::StreamOwned::new(connection, stream);
            let mut head = Vec::new();
            let mut byte = [0];
            // A client that does not trust the certificate hangs up here.
            while !head.ends_with(b"\r\n\r\n") && tls.read(&mut byte).is_ok_and(|read| read == 1) {
                head.push(byte[0]);
            }
            let _ = write!(
                tls,
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                catalogue.len()
            );
            let _ = tls.write_all(&catalogue);
            tls.conn.send_close_notify();
            let _ = tls.flush();
        }
    });
    (port, authority.pem())
}

#[test]
fn a_certificate_is_trusted_through_ssl_cert_file_alone() {
    let (port, authority) = start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authority.pem");
    std::fs::write(&file, authority).unwrap();
    let ask = |trust: bool| {
        let mut command = program();
        if trust {
            command.env("SSL_CERT_FILE", &file);
        }
        command.args([
            "advisories",
            "--format",
            "json",
            "--deadline",
            "4s",
            "--cache-dir",
        ]);
        command.arg(folder.path().join("cache"));
        for other in [
            "cve=http://127.0.0.1:9/{id}",
            "progress=http://127.0.0.1:9",
            "epss=http://127.0.0.1:9",
        ] {
            command.args(["--source-url", other]);
        }
        command.args(["--source-url", &format!("kev=https://localhost:{port}/kev.json")]);
        let report = finish(&mut command).json();
        report["sources"]
            .as_array()
            .unwrap()
            .iter()
            .find(|state| state["source"] == "kev")
            .unwrap()
            .clone()
    };
    let refused = ask(false);
    let kind = refused["failures"][0]["kind"].as_str().unwrap();
    assert!(["not-connected", "no-client"].contains(&kind), "{refused}");
    let trusted = ask(true);
    assert_eq!(trusted["live"], 1, "{trusted}");
}
