//! What an HTML element means for plain text.

/// What a tag does to the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Nothing.
    Inline,
    /// Its content stands on lines of its own.
    Block,
    /// Ends a line.
    Break,
    /// Its content keeps its line breaks.
    Pre,
    /// Stands apart from its neighbours in the same line.
    Cell,
    /// A link.
    Anchor,
    /// A picture.
    Image,
    /// Its content is not for readers.
    Hidden,
}

/// The role of an element of HTML; `None` if HTML has no such element.
pub(crate) fn role(name: &str) -> Option<Role> {
    let mut lower = [0_u8; 12];
    let bytes = name.as_bytes();
    let slot = lower.get_mut(..bytes.len())?;
    slot.copy_from_slice(bytes);
    slot.make_ascii_lowercase();
    Some(match std::str::from_utf8(slot).ok()? {
        "a" => Role::Anchor,
        "img" => Role::Image,
        "br" | "hr" | "wbr" => Role::Break,
        "p" | "div" | "li" | "ul" | "ol" | "dl" | "dt" | "dd" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
        | "tr" | "table" | "thead" | "tbody" | "tfoot" | "caption" | "blockquote" | "section" | "article"
        | "header" | "footer" | "main" | "aside" | "nav" | "figure" | "figcaption" | "form" | "fieldset"
        | "legend" | "address" | "details" | "summary" | "dialog" | "center" | "menu" | "dir" | "hgroup"
        | "body" | "html" | "option" | "optgroup" | "title" => Role::Block,
        "pre" | "listing" => Role::Pre,
        "td" | "th" => Role::Cell,
        "script" | "style" | "template" | "svg" | "iframe" | "noframes" | "noembed" | "xmp" => Role::Hidden,
        "abbr" | "acronym" | "area" | "audio" | "b" | "base" | "basefont" | "bdi" | "bdo" | "big"
        | "blink" | "button" | "canvas" | "cite" | "code" | "col" | "colgroup" | "data" | "datalist"
        | "del" | "dfn" | "em" | "embed" | "font" | "frame" | "frameset" | "head" | "i" | "input" | "ins"
        | "kbd" | "label" | "link" | "map" | "mark" | "marquee" | "math" | "meta" | "meter" | "nobr"
        | "noscript" | "object" | "output" | "param" | "picture" | "progress" | "q" | "rp" | "rt"
        | "ruby" | "s" | "samp" | "select" | "slot" | "small" | "source" | "span" | "strike" | "strong"
        | "sub" | "sup" | "textarea" | "time" | "track" | "tt" | "u" | "var" | "video" => Role::Inline,
        _ => return None,
    })
}
