//! Which mistakes of a later stage are worth telling when an earlier stage has found some.
//!
//! A later stage goes on with stand-ins for what is wrong. A mistake that it finds where an earlier one
//! was found, or at a place that is about one, may only be that stand-in's.

use super::Diagnostic;
use crate::source::Span;

/// Adds the mistakes that cannot come from those already known: no place that they are about overlaps
/// with a place of one of these.
pub(crate) fn add_independent(known: &mut Vec<Diagnostic>, mistakes: Vec<Diagnostic>) {
    let mut taken: Vec<Span> = known.iter().filter_map(|d| d.span).collect();
    if taken.is_empty() {
        known.extend(mistakes);
        return;
    }
    taken.sort_by_key(|span| (span.source, span.start));
    // The furthest end of all spans up to each, in its source.
    let mut ends: Vec<u32> = Vec::with_capacity(taken.len());
    for (i, span) in taken.iter().enumerate() {
        let before = match i.checked_sub(1) {
            Some(before) if taken[before].source == span.source => ends[before],
            _ => 0,
        };
        ends.push(span.end.max(before));
    }
    let is_free = |span: Span| {
        let after = taken.partition_point(|other| {
            (other.source, other.start) < (span.source, span.end.max(span.start + 1))
        });
        match after.checked_sub(1) {
            Some(last) if taken[last].source == span.source => ends[last] <= span.start,
            _ => true,
        }
    };
    known.extend(mistakes.into_iter().filter(|mistake| {
        let also = mistake.also.iter().map(|(span, _)| *span);
        mistake.span.into_iter().chain(also).all(is_free)
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    fn at(source: u32, start: u32, end: u32) -> Diagnostic {
        let span = Span {
            source: SourceId(source),
            start,
            end,
        };
        Diagnostic::new("E0000", "wrong", span)
    }

    #[test]
    fn what_overlaps_with_a_known_mistake_is_left_out() {
        let known = [at(1, 10, 100), at(1, 20, 30), at(2, 5, 6)];
        let is_added = |mistake: Diagnostic| {
            let mut all = known.to_vec();
            add_independent(&mut all, vec![mistake]);
            all.len() == 4
        };
        assert!(is_added(at(1, 0, 10)));
        assert!(is_added(at(1, 100, 110)));
        assert!(is_added(at(0, 10, 100)));
        assert!(is_added(at(2, 6, 7)));
        assert!(!is_added(at(1, 9, 11)));
        assert!(!is_added(at(1, 50, 60)));
        assert!(!is_added(at(1, 0, 200)));
        assert!(!is_added(at(2, 0, 6)));
        let about = at(2, 8, 9);
        let elsewhere = at(1, 40, 41).span;
        assert!(!is_added(about.also(elsewhere.expect("a span"), "")));
    }
}
