//! Mail through a local program such as `/usr/sbin/sendmail`, without a shell.

use std::{path::Path, process::Stdio, time::Duration};

use tokio::{
    io::AsyncWriteExt,
    process::{Child, Command},
    time::timeout,
};

use super::{Outgoing, SendOutcome};

/// Exit codes of sysexits.h that say that this mail will never be taken: bad usage or data, unknown user, unknown host, not
/// permitted. Any other failure (no network, no memory, program not found by the shell, …) may be over the next time.
const FOR_GOOD: [i32; 5] = [64, 65, 67, 68, 77];

/// Hands the mail over; the program's exit status decides.
pub(super) async fn send(program: &Path, limit: Duration, mail: &Outgoing<'_>) -> SendOutcome {
    // An address that begins with a dash would be read as an option in front of `--`.
    if mail.from.starts_with('-') {
        return SendOutcome::Rejected("the sender's address begins with a dash".to_owned());
    }
    let spawned = Command::new(program)
        .args(["-i", "-f", mail.from, "--", mail.to])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    let mut child = match spawned {
        Ok(child) => child,
        Err(error) => {
            return SendOutcome::NotSent(format!("could not start `{}`: {error}", program.display()));
        }
    };
    match timeout(limit, hand_over(&mut child, mail.bytes)).await {
        Ok(outcome) => outcome,
        Err(_) => SendOutcome::Uncertain(format!(
            "`{}` did not finish within {} s",
            program.display(),
            limit.as_secs()
        )),
    }
}

async fn hand_over(child: &mut Child, bytes: &[u8]) -> SendOutcome {
    let written = match child.stdin.take() {
        Some(mut input) => {
            let written = input.write_all(bytes).await;
            drop(input);
            written
        }
        None => Ok(()),
    };
    match child.wait().await {
        Ok(status) if status.success() && written.is_ok() => {
            SendOutcome::Accepted("taken by the mail program".to_owned())
        }
        Ok(status) if status.success() => {
            SendOutcome::NotSent("the mail program did not read the whole mail".to_owned())
        }
        Ok(status) if status.code().is_some_and(|code| FOR_GOOD.contains(&code)) => {
            SendOutcome::Rejected(format!("the mail program refused the mail ({status})"))
        }
        Ok(status) if status.code().is_some() => {
            SendOutcome::Deferred(format!("the mail program could not take the mail ({status})"))
        }
        Ok(status) => SendOutcome::Uncertain(format!("the mail program was stopped ({status})")),
        Err(error) => SendOutcome::Uncertain(format!("could not wait for the mail program: {error}")),
    }
}

/// Whether the program is there.
pub(super) async fn check(program: &Path) -> Result<(), String> {
    match tokio::fs::metadata(program).await {
        Ok(meta) if meta.is_file() => Ok(()),
        Ok(_) => Err(format!("`{}` is not a program", program.display())),
        Err(error) => Err(format!(
            "the mail program `{}` cannot be used: {error}",
            program.display()
        )),
    }
}
