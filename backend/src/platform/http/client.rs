//! From which network address a request comes.
//!
//! The peer's address, unless the peer is a proxy named in `CLOUDSSO_TRUSTED_PROXIES`: then the last entry of
//! `X-Forwarded-For` that is no such proxy. Anybody else's header is ignored.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::app::App;

/// The network address of the caller, as text; empty when it is not known.
pub struct ClientAddress(pub String);

impl FromRequestParts<App> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let address = peer.map(|peer| behind_proxies(peer, &parts.headers, &app.config.trusted_proxies));
        Ok(ClientAddress(address.map_or_else(String::new, |address| address.to_canonical().to_string())))
    }
}

/// Whose attempts are counted together: an IPv4 address, or the /64 network of an IPv6 address, which is what one
/// household or machine has.
pub fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(v6)) => format!("{:x?}", &v6.segments()[..4]),
        _ => address.to_owned(),
    }
}

fn behind_proxies(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    if !proxies.contains(&peer.to_canonical()) {
        return peer;
    }
    headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map_while(|entry| entry.trim().parse::<IpAddr>().ok())
        .filter(|address| !proxies.contains(&address.to_canonical()))
        .last()
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        headers
    }

    #[test]
    fn a_strangers_header_is_ignored() {
        let peer = "192.0.2.7".parse().unwrap();
        assert_eq!(behind_proxies(peer, &headers(&["10.0.0.1"]), &[]), peer);
    }

    #[test]
    fn behind_our_proxies_the_last_foreign_entry_counts() {
        let proxies = ["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        let address = |lines: &[&str]| behind_proxies(proxies[0], &headers(lines), &proxies).to_string();
        assert_eq!(address(&["198.51.100.9, 192.0.2.7, 10.0.0.2"]), "192.0.2.7");
        assert_eq!(address(&["198.51.100.9", "192.0.2.7"]), "192.0.2.7");
        assert_eq!(address(&[]), "10.0.0.1");
        assert_eq!(address(&["nonsense"]), "10.0.0.1");
    }
}
