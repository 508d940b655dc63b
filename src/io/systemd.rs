//! Words to the service manager; silent when there is none.

use sd_notify::NotifyState;

/// The daemon is up.
pub fn ready() {
    notify(&[NotifyState::Ready]);
}

/// The daemon is stopping.
pub fn stopping() {
    notify(&[NotifyState::Stopping]);
}

/// A reload begins (`Type=notify` shows it until the next [`ready`]).
pub fn reloading() {
    notify(&[NotifyState::Reloading]);
}

/// One line for `systemctl status`.
pub fn status(line: &str) {
    notify(&[NotifyState::Status(line)]);
}

/// The watchdog's food: call it only where progress is proven.
pub fn alive() {
    notify(&[NotifyState::Watchdog]);
}

fn notify(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::debug!(%error, "the service manager could not be told");
    }
}
