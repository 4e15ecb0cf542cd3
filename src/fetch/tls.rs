//! Why a TLS connection failed, in words for people.
//!
//! rustls reports typed errors. Two causes exist only as text: what rustls-webpki says of a certificate that
//! signed itself, and everything that OpenSSL says. Those texts are listed here, and `tests/upstream.rs`
//! has a test for each.

use std::error::Error;
use std::fmt;

use rustls::{AlertDescription, CertificateError};

/// Why there is no secure connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TlsCause {
    UnknownIssuer,
    SelfSigned,
    /// Expired, or not valid yet.
    Expired,
    WrongHost,
    /// The server offers a key exchange so weak that it protects nothing.
    ShortKey,
    /// No protocol version, cipher or key exchange in common.
    NothingInCommon,
    /// The other side speaks no TLS.
    NotTls,
    /// Another cause, in the library's words.
    Other(String),
}

/// What OpenSSL says, and what it means. The first match counts.
const OPENSSL_TEXTS: [(&[&str], TlsCause); 7] = [
    (&["dh key too small", "modulus too small"], TlsCause::ShortKey),
    (&["self-signed certificate", "self signed certificate"], TlsCause::SelfSigned),
    (&["unable to get local issuer", "unable to get issuer"], TlsCause::UnknownIssuer),
    (&["certificate has expired", "not yet valid"], TlsCause::Expired),
    (&["ostname mismatch", "IP address mismatch"], TlsCause::WrongHost),
    (&["wrong version number", "packet length too long", "http request"], TlsCause::NotTls),
    (
        &[
            "handshake failure",
            "protocol version",
            "unsupported protocol",
            "no protocols available",
            "no shared cipher",
        ],
        TlsCause::NothingInCommon,
    ),
];
/// Marks every other TLS error of OpenSSL.
const OPENSSL_MARKS: [&str; 3] = ["certificate verify failed", "SSL routines", "tls handshake"];
/// What OpenSSL says if a connection ends without the message that closes it. rustls has an I/O error for that.
const OPENSSL_CUT: &str = "unexpected eof";
/// What rustls-webpki says of a certificate that signed itself.
const WEBPKI_SELF_SIGNED: &str = "CaUsedAsEndEntity";

/// Sets the cryptography of rustls for this process, without which no client can be made.
pub(super) fn choose_cryptography() {
    // An error says that it has been set before.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Whether a secure connection ended without being closed, according to a chain of errors.
pub(super) fn is_cut(chain: &[&(dyn Error + 'static)]) -> bool {
    chain.iter().any(|error| error.to_string().contains(OPENSSL_CUT))
}

impl TlsCause {
    /// Finds the cause in a chain of errors, outermost first; `None` if no TLS library is among them.
    pub(super) fn of(chain: &[&(dyn Error + 'static)]) -> Option<TlsCause> {
        match chain.iter().find_map(|error| error.downcast_ref::<rustls::Error>()) {
            Some(error) => Some(TlsCause::of_rustls(error)),
            None => {
                let text = chain.iter().map(ToString::to_string).collect::<Vec<_>>().join(": ");
                TlsCause::of_openssl(&text)
            }
        }
    }

    fn of_rustls(error: &rustls::Error) -> TlsCause {
        match error {
            rustls::Error::InvalidCertificate(certificate) => TlsCause::of_certificate(certificate),
            rustls::Error::InvalidMessage(_) => TlsCause::NotTls,
            rustls::Error::PeerIncompatible(_)
            | rustls::Error::AlertReceived(
                AlertDescription::HandshakeFailure
                | AlertDescription::ProtocolVersion
                | AlertDescription::InsufficientSecurity,
            ) => TlsCause::NothingInCommon,
            other => TlsCause::Other(other.to_string()),
        }
    }

    fn of_certificate(error: &CertificateError) -> TlsCause {
        match error {
            CertificateError::UnknownIssuer => TlsCause::UnknownIssuer,
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => TlsCause::Expired,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => TlsCause::WrongHost,
            CertificateError::Other(other) if other.0.to_string().contains(WEBPKI_SELF_SIGNED) => TlsCause::SelfSigned,
            other => TlsCause::Other(other.to_string()),
        }
    }

    fn of_openssl(text: &str) -> Option<TlsCause> {
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let known = OPENSSL_TEXTS.iter().find(|(words, _)| has(words)).map(|(_, cause)| cause.clone());
        let other = || TlsCause::Other(text.rsplit(": ").next().unwrap_or(text).to_owned());
        known.or_else(|| has(&OPENSSL_MARKS).then(other))
    }

    /// What a person can do about it.
    pub(super) fn hint(&self) -> &'static str {
        match self {
            TlsCause::UnknownIssuer => {
                "the server may leave out a certificate of its chain: give that one with --ca FILE (PEM)"
            }
            TlsCause::SelfSigned => {
                "nothing proves who is answering; check the address, and report it to the operators of the site"
            }
            TlsCause::Expired => "check this machine's clock; if it is right, only the site can fix it",
            TlsCause::WrongHost => "check the address: the certificate is for another name",
            TlsCause::ShortKey => {
                "--tls rustls offers a better one; if the server has no other, only the site can fix it"
            }
            TlsCause::NothingInCommon => {
                "the server may offer only outdated key exchange; --tls native supports more of them"
            }
            TlsCause::NotTls => "check whether the address should begin with http://, and its port",
            TlsCause::Other(_) => "try again later; if it persists, report it to the operators of the site",
        }
    }
}

impl fmt::Display for TlsCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TlsCause::UnknownIssuer => "this machine doesn't know the issuer of its certificate",
            TlsCause::SelfSigned => "its certificate is self-signed",
            TlsCause::Expired => "its certificate is not valid today",
            TlsCause::WrongHost => "its certificate is for another name",
            TlsCause::ShortKey => "the server wants a Diffie-Hellman key that is too short to be safe",
            TlsCause::NothingInCommon => "the two sides have no protocol or key exchange in common",
            TlsCause::NotTls => "the other side does not speak TLS",
            TlsCause::Other(why) => why,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn texts_of_openssl() {
        let cases = [
            ("error:0A00018A:SSL routines:tls_process_ske_dhe:dh key too small:ssl/statem.c", Some(TlsCause::ShortKey)),
            (
                "error:0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed: (unable to get local issuer certificate)",
                Some(TlsCause::UnknownIssuer),
            ),
            ("certificate verify failed: (certificate has expired)", Some(TlsCause::Expired)),
            ("certificate verify failed: (Hostname mismatch)", Some(TlsCause::WrongHost)),
            ("certificate verify failed: (self-signed certificate)", Some(TlsCause::SelfSigned)),
            ("error:0A00010B:SSL routines:ssl3_get_record:wrong version number", Some(TlsCause::NotTls)),
            ("sslv3 alert handshake failure:SSL alert number 40", Some(TlsCause::NothingInCommon)),
            ("certificate verify failed: (CRL too old)", Some(TlsCause::Other("(CRL too old)".into()))),
            ("tcp connect error: Connection refused (os error 111)", None),
        ];
        for (text, expected) in cases {
            assert_eq!(TlsCause::of_openssl(text), expected, "{text}");
        }
    }

    #[test]
    fn errors_of_rustls_are_found_in_a_chain() {
        let cases = [
            (rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer), TlsCause::UnknownIssuer),
            (rustls::Error::InvalidCertificate(CertificateError::NotValidYet), TlsCause::Expired),
            (rustls::Error::InvalidCertificate(CertificateError::NotValidForName), TlsCause::WrongHost),
            (rustls::Error::InvalidCertificate(CertificateError::BadSignature), TlsCause::Other("BadSignature".into())),
            (rustls::Error::AlertReceived(AlertDescription::HandshakeFailure), TlsCause::NothingInCommon),
            (rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType), TlsCause::NotTls),
        ];
        for (error, expected) in cases {
            let text = error.to_string();
            let outer = io::Error::other("outer");
            assert_eq!(TlsCause::of(&[&outer, &error]), Some(expected), "{text}");
        }
        assert_eq!(TlsCause::of(&[&io::Error::other("outer")]), None);
    }
}
