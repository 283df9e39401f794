//! Certificates as a person compares them.

use shared::time::UnixMillis;

/// What the pages show of a certificate.
pub fn shown(certificate: &saml::Certificate) -> shared::settings::Certificate {
    shared::settings::Certificate {
        subject: certificate.subject().to_owned(),
        serial_number: certificate.serial().to_owned(),
        fingerprint: pairs(certificate.fingerprint()),
        not_before: UnixMillis(certificate.not_before().as_millisecond()),
        not_after: UnixMillis(certificate.not_after().as_millisecond()),
        key: certificate.key_type().to_string(),
    }
}

/// Hexadecimal digits as capital pairs with colons between them.
pub fn pairs(digits: &str) -> String {
    let digits: Vec<char> = digits.to_ascii_uppercase().chars().collect();
    let pairs: Vec<String> = digits.chunks(2).map(|pair| pair.iter().collect()).collect();
    pairs.join(":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_shown_in_capital_pairs() {
        assert_eq!(pairs("0aff01"), "0A:FF:01");
        assert_eq!(pairs(""), "");
    }
}
