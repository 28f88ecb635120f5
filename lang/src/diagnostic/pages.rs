//! A page on each code: what it means, an example with its message, how to mend it.
//!
//! Pages are texts beside this file. The tests hold that every code has one and that each example is
//! answered as its page says.

/// Codes and their pages.
macro_rules! pages {
    ($($code:literal)*) => {
        /// All codes with their pages, in order.
        pub const PAGES: &[(&str, &str)] =
            &[$(($code, include_str!(concat!("pages/", $code, ".md"))),)*];
    };
}

pages! {
    "E0001" "E0002" "E0003" "E0004" "E0005" "E0006" "E0007" "E0008" "E0009" "E0010" "E0011" "E0013"
    "E0014" "E0015" "E0016" "E0017" "E0018"
    "E0101" "E0102" "E0103" "E0104" "E0105" "E0106" "E0107" "E0108" "E0109" "E0110" "E0111" "E0112"
    "E0113" "E0114" "E0115" "E0116" "E0117" "E0118"
    "E0120" "E0121" "E0122" "E0123" "E0124" "E0125" "E0126" "E0127" "E0128" "E0129" "E0130" "E0131"
    "E0140" "E0141" "E0142" "E0143" "E0144" "E0145" "E0146" "E0147" "E0148" "E0149" "E0150" "E0151"
    "E0160" "E0161" "E0162" "E0163" "E0164" "E0165"
    "E0201" "E0202" "E0203" "E0204"
    "E0300" "E0301" "E0302" "E0303" "E0304" "E0305" "E0306" "E0307" "E0308"
    "E0401" "E0402" "E0403" "E0404" "E0405" "E0406" "E0407" "E0408" "E0409" "E0410" "E0411" "E0412"
    "E0413" "E0414" "E0415" "E0416"
}

/// The page on a code.
#[must_use]
pub fn page(code: &str) -> Option<&'static str> {
    let found = PAGES.iter().find(|(known, _)| *known == code);
    found.map(|(_, page)| *page)
}

/// What a code means in a few words: its page's title.
#[must_use]
pub fn title(code: &str) -> Option<&'static str> {
    let first = page(code)?.lines().next()?;
    first
        .strip_prefix("# ")?
        .strip_prefix(code)?
        .strip_prefix(": ")
}

/// The codes that differ from this text in one character, or, if there are none, the first one that comes
/// after it.
#[must_use]
pub fn nearest(text: &str) -> Vec<&'static str> {
    let codes = PAGES.iter().map(|(code, _)| *code);
    let differs_once = |code: &&str| {
        code.len() == text.len()
            && code
                .bytes()
                .zip(text.bytes())
                .filter(|(a, b)| a != b)
                .count()
                == 1
    };
    let near: Vec<&str> = codes.clone().filter(differs_once).collect();
    if near.is_empty() {
        codes.filter(|code| *code > text).take(1).collect()
    } else {
        near
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_pages_begin_with_their_codes() {
        assert!(PAGES.is_sorted_by(|a, b| a.0 < b.0));
        for (code, _) in PAGES {
            assert!(title(code).is_some(), "{code}");
        }
    }

    #[test]
    fn what_is_near_to_an_unknown_code() {
        assert_eq!(title("E0101"), Some("a name is not defined"));
        let near = nearest("E0204");
        assert!(near.contains(&"E0104") && near.contains(&"E0202") && !near.contains(&"E0101"));
        assert_eq!(nearest("E0000X"), ["E0001"]);
        assert_eq!(nearest("nonsense"), [""; 0]);
    }
}
