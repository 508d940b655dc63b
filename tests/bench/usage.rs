//! What this process has used so far, as the system counts it.

use std::fs;

/// Clock ticks a second of `/proc/self/stat` (`USER_HZ`, 100 on every Linux).
const TICKS: f64 = 100.0;

/// User and system time of this process so far.
pub(crate) fn cpu_secs() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("/proc");
    let fields: Vec<&str> = stat
        .rsplit_once(')')
        .expect("a name")
        .1
        .split_whitespace()
        .collect();
    let ticks: f64 = [11, 12]
        .iter()
        .map(|n| fields[*n].parse::<f64>().expect("a number"))
        .sum();
    ticks / TICKS
}

/// Most memory this process has held.
pub(crate) fn peak_mib() -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("/proc");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .expect("a peak");
    line.split_whitespace()
        .nth(1)
        .expect("a number")
        .parse::<f64>()
        .expect("a number")
        / 1024.0
}
