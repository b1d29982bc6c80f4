//! `jieru health`: asks the running server whether it can work, for containers and scripts. One request
//! over plain TCP, from the same machine; nothing is opened or read.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::settings::{Network, Place, config};
use super::{Outcome, print_text, say, terminal_language};
use crate::error::{Error, Result};
use crate::text::Message;

const PATIENCE: Duration = Duration::from_secs(5);
const REQUEST: &[u8] = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

pub fn run(place: &Place, network: &Network) -> Result<Outcome> {
    let config = config(place, network, false)?;
    let address = address(&config.listen)?;
    let message = match ask(address) {
        Ok(line) if line.split(' ').nth(1) == Some("200") => {
            print_text("ready");
            return Ok(Outcome::Done);
        }
        Ok(line) => Message::new(
            format!("{address} 上的门户还不能工作：{line}"),
            format!("The portal at {address} cannot work: {line}"),
        ),
        Err(error) => Message::new(
            format!("{address} 没有应答：{error}"),
            format!("Nothing answers at {address}: {error}"),
        ),
    };
    say(message.to(terminal_language()));
    Ok(Outcome::Refused)
}

/// Where a server that listens there is reached from its own machine.
fn address(listen: &str) -> Result<SocketAddr> {
    let found = listen.to_socket_addrs().ok().and_then(|mut found| found.next());
    let mut address = found.ok_or_else(|| {
        Error::refused(Message::new(
            format!("“{listen}”不是地址加端口"),
            format!("“{listen}” is no address with a port"),
        ))
    })?;
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    Ok(address)
}

/// The status line of the answer.
fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(REQUEST)?;
    let mut answer = Vec::new();
    Read::take(stream, 512).read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    Ok(answer.lines().next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn a_server_on_every_address_is_asked_on_this_machine() {
        for (listen, asked) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:80", "[::1]:80"),
            ("127.0.0.1:1", "127.0.0.1:1"),
        ] {
            assert_eq!(address(listen).expect("an address").to_string(), asked);
        }
        assert!(address("nowhere").is_err());
    }
}
