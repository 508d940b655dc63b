//! What a listening program must not fall for: a page made for search engines.

use super::{Dice, Place, Story};

impl Story {
    /// A look-alike page: Latin words with letters of other alphabets in them, made for search engines.
    pub(super) fn spun(&mut self, ago: u32) {
        let mut dice = Dice(5);
        let plain = "Tindra cordless lamps are the best choice for every home and garden this season. Read about the best \
                     prices of cordless lamps and the best coupons for cordless lamps before you order one for your home.";
        let text: String = plain
            .chars()
            .enumerate()
            .map(|(n, c)| match c {
                'o' if n % 3 != 0 => 'о',
                'e' if n % 4 != 0 => 'е',
                'a' if n % 5 == 0 => 'а',
                other => other,
            })
            .collect();
        self.add(
            ago,
            Place::Coupons,
            ("admin", "admin", 0),
            "Tindra cordless lamps best price",
            text,
            &mut dice,
        );
    }
}
