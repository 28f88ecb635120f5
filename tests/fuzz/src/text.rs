//! Source texts made of bytes, and what must hold of the mistakes found in them.

use super::sample::is_chosen;
use foldscheme_lang::diagnostic::{render, Diagnostic};
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::source::{Sources, Span};

/// As much of the bytes as is text.
pub fn text(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).expect("is valid so far"),
    }
}

/// One field or the other, as the length has it.
pub fn field(bytes: &[u8]) -> ScalarField {
    match bytes.len() % 2 {
        0 => ScalarField::Pallas,
        _ => ScalarField::Bn254,
    }
}

/// Mistakes stand within their texts, and can be shown.
pub fn check(sources: &Sources, mistakes: &[Diagnostic], bytes: &[u8]) {
    for mistake in mistakes {
        let also = mistake.also.iter().map(|(span, _)| *span);
        for span in mistake.span.into_iter().chain(also) {
            check_span(sources, span);
        }
        assert!(!mistake.message.is_empty());
    }
    // Showing them takes longer than finding them.
    if is_chosen(bytes, 16) {
        let shown = render(sources, mistakes, true);
        assert_eq!(shown.is_empty(), mistakes.is_empty());
    }
}

fn check_span(sources: &Sources, span: Span) {
    let source = sources.get(span.source).expect("a place is in a text");
    let (start, end) = (span.start as usize, span.end as usize);
    assert!(start <= end && end <= source.text.len(), "{span:?}");
    assert!(source.text.is_char_boundary(start), "{span:?}");
    assert!(source.text.is_char_boundary(end), "{span:?}");
}
