//! Query parameters that say how somebody came to a page, not which page it is.

/// Names in lower case that are dropped wherever they stand. Families (`utm_…`) are in [`FAMILIES`].
const NAMES: &[&str] = &[
    // Click identifiers of advertising networks.
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "ysclid",
    "twclid",
    "ttclid",
    "li_fat_id",
    "igshid",
    "igsh",
    "rdt_cid",
    "epik",
    "srsltid",
    "irclickid",
    "s_kwcid",
    "ef_id",
    "tblci",
    "dicbo",
    "obclid",
    "awc",
    "cjevent",
    // Newsletters and marketing suites.
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "hsctatracking",
    "vero_id",
    "vero_conv",
    "oly_enc_id",
    "oly_anon_id",
    "wickedid",
    "_openstat",
    "ml_subscriber",
    "ml_subscriber_hash",
    "bsft_clkid",
    "bsft_uid",
    "sc_cid",
    "s_cid",
    "icid",
    "cmpid",
    "ncid",
    "ocid",
    "wt_mc",
    "wt.mc_id",
    "xtor",
    "xtref",
    "sr_share",
    "elqtrack",
    "elqtrackid",
    "trk_contact",
    "trk_msg",
    "trk_module",
    "trk_sid",
    "mkwid",
    "pcrid",
    "_ke",
    "_kx",
    "cvid",
    // Sharing buttons and social networks.
    "fb_action_ids",
    "fb_action_types",
    "fb_source",
    "fb_ref",
    "action_object_map",
    "action_type_map",
    "action_ref_map",
    "ref_src",
    "ref_url",
    "smid",
    "smtyp",
    "soc_src",
    "soc_trk",
    "share_id",
    "mibextid",
    "rdid",
    "sharesource",
    "__twitter_impression",
    "recruiter",
    "recruited_by_id",
    "_ss",
    "spm",
    "scm",
    // Consent and redirect machinery.
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "_guc_consent_skip",
    "_ga",
    "_gl",
    "phpsessid",
    "jsessionid",
    "cbrd",
    "ucbcb",
    "usqp",
    "amp",
    "ampshare",
    "isamp",
];

/// Prefixes in lower case of whole families.
const FAMILIES: &[&str] = &[
    "utm_", "utm.", "mtm_", "pk_", "piwik_", "matomo_", "ga_", "hsa_", "at_", "amp_", "__hs", "guce_",
    "oft_", "stm_",
];

/// Names that carry a referrer only when their value names one.
const REFERRER_NAMES: &[&str] = &[
    "ref", "source", "src", "from", "fromref", "via", "medium", "cmp", "feature",
];

/// Such values.
const REFERRER_VALUES: &[&str] = &[
    "fb",
    "facebook",
    "tw",
    "tw_i",
    "twtrec",
    "twitter",
    "x",
    "ig",
    "instagram",
    "linkedin",
    "reddit",
    "hn",
    "rss",
    "feed",
    "atom",
    "email",
    "mail",
    "newsletter",
    "share",
    "shared",
    "social",
    "whatsapp",
    "telegram",
    "pinterest",
    "youtu.be",
    "emb_share",
    "emb_title",
    "emb_logo",
    "producthunt",
];

/// Hosts with names of their own: registrable domain, names or prefixes (ending in `*`).
const BY_HOST: &[(&str, &[&str])] = &[
    (
        "facebook.com",
        &[
            "__*", "refid", "fref", "hc_*", "notif_*", "ref", "_rdr", "_rdc", "locale2", "paipv", "eav",
        ],
    ),
    (
        "youtube.com",
        &["si", "ab_channel", "pp", "feature", "kw", "t", "start"],
    ),
    ("spotify.com", &["si", "nd", "context"]),
    ("x.com", &["s", "t", "lang", "cxt"]),
    ("instagram.com", &["hl", "img_index"]),
    ("reddit.com", &["share_id", "context", "rdt", "st", "sh"]),
    (
        "linkedin.com",
        &[
            "trk",
            "trackingid",
            "lipi",
            "originalsubdomain",
            "midtoken",
            "refid",
        ],
    ),
    ("medium.com", &["source", "sk"]),
    (
        "amazon.com",
        &[
            "tag", "ref_*", "pd_rd_*", "pf_rd_*", "psc", "qid", "sr", "keywords", "crid", "sprefix", "th",
        ],
    ),
    ("bbc.co.uk", &["ns_*"]),
    ("bbc.com", &["ns_*"]),
];

/// Whether a parameter of a page at `domain` (registrable) only tells where the reader came from.
pub(super) fn is_tracking(domain: &str, name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let value = value.to_ascii_lowercase();
    NAMES.contains(&name.as_str())
        || FAMILIES.iter().any(|family| name.starts_with(family))
        || (REFERRER_NAMES.contains(&name.as_str()) && REFERRER_VALUES.contains(&value.as_str()))
        || is_amp_switch(&name, &value)
        || is_app_mark(&name, &value)
        || BY_HOST
            .iter()
            .any(|(host, names)| *host == domain && names.iter().any(|rule| follows(&name, rule)))
}

/// `output=amp` and its like choose a rendering of the same page; `m=0` and `m=1` do so on blogspot.
fn is_amp_switch(name: &str, value: &str) -> bool {
    matches!(name, "mode" | "output" | "outputtype") && value == "amp"
        || name == "m" && matches!(value, "0" | "1")
}

/// `s=08` and other two-digit values starting with 0, 1 or 2 are added by the sharing of phone apps.
fn is_app_mark(name: &str, value: &str) -> bool {
    let mut bytes = value.bytes();
    name == "s"
        && value.len() == 2
        && bytes.next().is_some_and(|b| matches!(b, b'0'..=b'2'))
        && bytes.all(|b| b.is_ascii_digit())
}

fn follows(name: &str, rule: &str) -> bool {
    rule.strip_suffix('*')
        .map_or(name == rule, |prefix| name.starts_with(prefix))
}
