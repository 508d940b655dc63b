//! The data directory and the disk below it.

use std::path::Path;

use super::{Finding, Grade};
use crate::io::disk::{self, Rights, Room};

/// Less room than this and the next days are not safe.
const TIGHT_BYTES: u64 = 1 << 30;
/// Less room than this and a poll or a snapshot may find none.
const FULL_BYTES: u64 = 64 << 20;

/// What is to be said about the data directory and its disk.
pub(super) fn findings(data_dir: &Path) -> Vec<Finding> {
    let name = data_dir.display();
    let Ok(rights) = disk::rights(data_dir) else {
        return vec![missing(data_dir)];
    };
    let mut found = vec![match disk::room(data_dir) {
        Ok(room) => of_room(room),
        Err(why) => Finding::warning("disk", format!("its room is not known: {why}"), "see `df`"),
    }];
    found.push(of_rights(&name.to_string(), rights));
    if rights.we == rights.owner
        && let Err(why) = disk::try_write(data_dir)
    {
        found.push(Finding::bad(
            "data directory",
            format!("`{name}` cannot be written: {why}"),
            "see whether the disk is full or read-only (`df`, `mount`)",
        ));
    }
    found
}

/// Who owns the directory, if that is somebody else.
pub(super) fn foreign_owner(data_dir: &Path) -> Option<u32> {
    disk::rights(data_dir)
        .ok()
        .filter(|rights| rights.owner != rights.we)
        .map(|rights| rights.owner)
}

fn missing(data_dir: &Path) -> Finding {
    const ABOUT: &str = "data directory";
    let name = data_dir.display();
    if data_dir.exists() {
        return Finding::bad(
            ABOUT,
            format!("`{name}` may not be looked at"),
            "run this as the user of the daemon, or as root",
        );
    }
    Finding::good(
        ABOUT,
        format!("`{name}` does not exist yet; the first start makes it"),
    )
}

fn of_room(room: Room) -> Finding {
    const ABOUT: &str = "disk";
    let free = format!("{} free of {}", size(room.free_bytes), size(room.all_bytes));
    let advice = "make room, or keep less: `retention` in the configuration";
    match room.free_bytes {
        0..FULL_BYTES => Finding::bad(
            ABOUT,
            format!("{free}: nearly full, nothing can be stored"),
            advice,
        ),
        FULL_BYTES..TIGHT_BYTES => Finding::warning(ABOUT, free, advice),
        _ => Finding::good(ABOUT, free),
    }
}

fn of_rights(name: &str, rights: Rights) -> Finding {
    const ABOUT: &str = "data directory";
    if rights.open_to_others {
        return Finding::warning(
            ABOUT,
            format!("others on this machine can look into `{name}`, where mentions and mails lie"),
            format!("`chmod 700 {name}`"),
        );
    }
    Finding::new(ABOUT, Grade::Good, format!("`{name}` is its owner's alone"))
}

/// Bytes in the unit that people read them in.
fn size(bytes: u64) -> String {
    let unit = |shift: u32, name: &str| {
        // One digit behind the point, cut, not rounded.
        let tenths = (bytes >> (shift - 10)) * 10 / 1024;
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    };
    match bytes {
        0..0x10_0000 => format!("{} KiB", bytes >> 10),
        0x10_0000..0x4000_0000 => unit(20, "MiB"),
        _ => unit(30, "GiB"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_room_is_told_before_there_is_none() {
        for (free_bytes, grade, words) in [
            (40 << 30, Grade::Good, "40.0 GiB free of 100.0 GiB"),
            ((1 << 30) - 1, Grade::Warning, "1023.9 MiB free"),
            (1 << 20, Grade::Bad, "1.0 MiB free"),
            (0, Grade::Bad, "0 KiB free"),
        ] {
            let found = of_room(Room {
                free_bytes,
                all_bytes: 100 << 30,
            });
            assert!(found.found.starts_with(words), "{found:?}");
            assert_eq!(
                (found.grade, found.advice.is_some()),
                (grade, grade != Grade::Good)
            );
        }
    }

    #[test]
    fn a_directory_that_others_may_read_is_told() {
        let rights = |open_to_others| Rights {
            owner: 1,
            we: 1,
            open_to_others,
        };
        assert_eq!(of_rights("d", rights(false)).grade, Grade::Good);
        let open = of_rights("d", rights(true));
        assert_eq!(open.advice.as_deref(), Some("`chmod 700 d`"));
        assert_eq!(missing(Path::new("/nowhere/at/all")).grade, Grade::Good);
    }
}
