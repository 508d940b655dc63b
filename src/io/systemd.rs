//! Words to the service manager; silent when there is none.

use std::time::Duration;

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

/// How often the watchdog wants to hear from us, if there is one.
pub fn watchdog_interval() -> Option<Duration> {
    sd_notify::watchdog_enabled()
}

fn notify(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::debug!(%error, "the service manager could not be told");
    }
}
