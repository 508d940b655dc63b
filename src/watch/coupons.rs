//! Sites that collect promo codes: what stands there was not written by whom the codes were given to.

/// Parts of a site's name that say what it is, in several languages. `deal` and `promo` alone are in too many other names.
const NAMES: [&str; 22] = [
    "coupon",
    "voucher",
    "promocode",
    "promo-code",
    "promokod",
    "discountcode",
    "discount-code",
    "gutschein",
    "rabattcode",
    "rabattkod",
    "rabatkode",
    "kupong",
    "kupon",
    "codepromo",
    "code-promo",
    "codespromo",
    "codigopromo",
    "descuento",
    "cupon",
    "kortingscode",
    "codicesconto",
    "cashback",
];

/// Whether the name of a site says that it collects promo codes.
pub fn is_coupon_site(host: &str) -> bool {
    NAMES.iter().any(|name| host.contains(name))
}

#[cfg(test)]
mod tests {
    use super::is_coupon_site;

    #[test]
    fn coupon_sites_are_known_by_name() {
        for (host, is) in [
            ("bestcoupons.example", true),
            ("www.gutscheine.example", true),
            ("code-promo.example", true),
            ("rocketnews.example", false),
            ("cardealer.example", false),
        ] {
            assert_eq!(is_coupon_site(host), is, "{host}");
        }
    }
}
