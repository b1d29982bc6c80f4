//! The client's address. `X-Forwarded-For` can be written by anybody, so it is read only behind
//! proxies that the configuration names, and from the right: the last address that is none of them.

use std::net::IpAddr;

use actix_web::HttpRequest;

pub fn client_address(request: &HttpRequest, trusted: &[IpAddr]) -> String {
    let Some(peer) = request.peer_addr().map(|peer| peer.ip()) else { return String::new() };
    let forwarded: Vec<&str> = request
        .headers()
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok())
        .collect();
    choose(peer, &forwarded.join(","), trusted).to_string()
}

fn choose(peer: IpAddr, forwarded: &str, trusted: &[IpAddr]) -> IpAddr {
    // A socket for both kinds of addresses tells an IPv4 peer in IPv6's writing.
    let mut address = peer.to_canonical();
    for hop in forwarded.rsplit(',') {
        if !trusted.contains(&address) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(next) => address = next.to_canonical(),
            Err(_) => break,
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_configured_proxies_are_believed() {
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        let (proxy, client) = (ip("10.0.0.1"), ip("203.0.113.8"));
        assert_eq!(choose(client, "198.51.100.1", &[proxy]), client);
        assert_eq!(choose(proxy, "198.51.100.1, 203.0.113.8", &[proxy]), client);
        assert_eq!(choose(proxy, "198.51.100.1, 203.0.113.8, 10.0.0.1", &[proxy]), client);
        assert_eq!(choose(proxy, "", &[proxy]), proxy);
        assert_eq!(choose(proxy, "nonsense", &[proxy]), proxy);
        let mapped = ip("::ffff:10.0.0.1");
        assert_eq!(choose(mapped, "::ffff:203.0.113.8", &[proxy]), client, "in IPv6's writing");
        assert_eq!(choose(mapped, "", &[]).to_string(), "10.0.0.1");
    }
}
