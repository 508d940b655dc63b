//! Groups of words that the rules ask for, told where a word is looked up.

/// One of the groups of `groups.txt`, where each is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Fault,
    Grudge,
    OfFault,
    Trouble,
    Misfortune,
    Help,
    Wrong,
    Guard,
    GuardBehind,
    Undoing,
    Wear,
    Comparative,
    NoComparative,
    ScopeEnd,
    Opinion,
    Lead,
    Work,
    Question,
    Degree,
}

impl Group {
    /// As the file names it.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "fault" => Self::Fault,
            "grudge" => Self::Grudge,
            "of_fault" => Self::OfFault,
            "trouble" => Self::Trouble,
            "misfortune" => Self::Misfortune,
            "help" => Self::Help,
            "wrong" => Self::Wrong,
            "guard" => Self::Guard,
            "guard_behind" => Self::GuardBehind,
            "undoing" => Self::Undoing,
            "wear" => Self::Wear,
            "comparative" => Self::Comparative,
            "no_comparative" => Self::NoComparative,
            "scope_end" => Self::ScopeEnd,
            "opinion" => Self::Opinion,
            "lead" => Self::Lead,
            "work" => Self::Work,
            "question" => Self::Question,
            "degree" => Self::Degree,
            _ => return None,
        })
    }
}

/// The groups of one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Groups(u32);

impl Groups {
    pub(super) fn add(&mut self, group: Group) {
        self.0 |= 1 << group as u32;
    }

    pub(super) fn has(self, group: Group) -> bool {
        self.0 & 1 << group as u32 != 0
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}
