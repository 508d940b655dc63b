//! One answer, read to its end under a byte bound and a deadline for every silence.

use std::time::Duration;

use reqwest::{Client, Request, Response};
use tokio::time::timeout;
use url::Url;

use super::{
    Fetched,
    decode::{self, Coding},
    status::Answer,
    why,
};

/// Most bytes of all headers of an answer together.
pub(super) const HEADER_BYTES: usize = 64 * 1024;
/// Most bytes read of an answer that is no success: enough to understand it and to reuse the connection.
const REMARK_BYTES: usize = 8 * 1024;
/// Longest time that reading it may take.
const REMARK_PATIENCE: Duration = Duration::from_secs(2);
/// Bodies from here on are unpacked on a thread of their own.
const HEAVY_BYTES: usize = 128 * 1024;

/// How long silence is borne.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// Until the first byte of an answer, connecting included.
    pub(super) first: Duration,
    /// Between two pieces of it.
    pub(super) next: Duration,
}

impl Patience {
    /// Sends a request and reads its answer: the body of a success, of anything else what helps to understand it.
    ///
    /// # Errors
    /// How it ended, if there was no complete answer within the bounds.
    pub(super) async fn answer(
        self,
        client: &Client,
        request: Request,
        url: &Url,
        (cap, beginning_will_do): (usize, bool),
    ) -> Result<Answer, Fetched> {
        let at = why::place(url);
        let response = match timeout(self.first, client.execute(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(why::explain(&error, url)),
            Err(_) => return Err(Fetched::failed(why::silent(&at))),
        };
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let header_bytes: usize = headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        if header_bytes > HEADER_BYTES {
            return Err(Fetched::failed(format!(
                "`{at}` sends more than {HEADER_BYTES} bytes of headers"
            )));
        }
        let bytes = if matches!(status, 200 | 203) {
            let coding = Coding::of(&headers).map_err(Fetched::failed)?;
            if beginning_will_do {
                let wire = self.beginning(response, url, cap).await?;
                decode::unpack_beginning(coding, &wire, cap)
            } else {
                let wire = self.read(response, url, cap).await?;
                unpacked(coding, wire, cap)
                    .await
                    .map_err(|why| Fetched::failed(format!("`{at}`: {why}")))?
            }
        } else {
            self.remark(response).await
        };
        Ok(Answer {
            status,
            headers,
            bytes,
        })
    }

    /// The beginning of what an answer that is no success says, as far as it comes soon; decoded. Whatever goes wrong
    /// with it, the status stands.
    async fn remark(self, mut response: Response) -> Vec<u8> {
        let coding = Coding::of(response.headers());
        let mut wire = Vec::new();
        let reading = async {
            while wire.len() < REMARK_BYTES {
                match response.chunk().await {
                    Ok(Some(chunk)) => wire.extend_from_slice(&chunk),
                    Ok(None) | Err(_) => break,
                }
            }
        };
        // Out of patience: what came so far will do.
        let _ended = timeout(self.next.min(REMARK_PATIENCE), reading).await.is_ok();
        wire.truncate(REMARK_BYTES);
        coding.map_or_else(
            |_| Vec::new(),
            |coding| decode::unpack_beginning(coding, &wire, REMARK_BYTES),
        )
    }

    /// The first `cap` bytes of a body as they came over the wire, or all of it.
    async fn beginning(self, mut response: Response, url: &Url, cap: usize) -> Result<Vec<u8>, Fetched> {
        let mut wire = Vec::new();
        while wire.len() < cap {
            match timeout(self.next, response.chunk()).await {
                Ok(Ok(Some(chunk))) => wire.extend_from_slice(&chunk),
                Ok(Ok(None)) => break,
                Ok(Err(error)) => return Err(why::explain(&error, url)),
                Err(_) => return Err(Fetched::failed(why::silent(&why::place(url)))),
            }
        }
        wire.truncate(cap);
        Ok(wire)
    }

    /// The whole body as it came over the wire, at most `cap` bytes.
    async fn read(self, mut response: Response, url: &Url, cap: usize) -> Result<Vec<u8>, Fetched> {
        let at = || why::place(url);
        let told = response.content_length().unwrap_or(0);
        if told > cap as u64 {
            return Err(Fetched::failed(format!("`{}`: {}", at(), decode::too_long(cap))));
        }
        let mut wire = Vec::with_capacity(usize::try_from(told).unwrap_or(0).min(HEAVY_BYTES));
        loop {
            match timeout(self.next, response.chunk()).await {
                Ok(Ok(Some(chunk))) if wire.len() + chunk.len() <= cap => wire.extend_from_slice(&chunk),
                Ok(Ok(Some(_))) => {
                    return Err(Fetched::failed(format!("`{}`: {}", at(), decode::too_long(cap))));
                }
                Ok(Ok(None)) => return Ok(wire),
                Ok(Err(error)) => return Err(why::explain(&error, url)),
                Err(_) => return Err(Fetched::failed(why::silent(&at()))),
            }
        }
    }
}

/// Unpacks on the spot what is small, elsewhere what is not.
async fn unpacked(coding: Coding, wire: Vec<u8>, cap: usize) -> Result<Vec<u8>, String> {
    if coding == Coding::Identity || wire.len() < HEAVY_BYTES {
        return decode::unpack(coding, wire, cap);
    }
    tokio::task::spawn_blocking(move || decode::unpack(coding, wire, cap))
        .await
        .unwrap_or_else(|_| Err("the body could not be unpacked".to_owned()))
}
