//! Names that mean nothing here, and what was probably meant.

use super::scope::is_reserved;
use super::unsupported::{elsewhere, unsupported};
use super::Expander;
use crate::core::Expr;
use crate::diagnostic::Diagnostic;
use crate::printer::write_symbol;
use crate::source::Span;

/// For how many unknown names of a program the nearest known one is sought.
const SUGGESTIONS: usize = 50;

/// The longest name, in characters, that is compared with others.
const LONGEST_COMPARED: usize = 64;

impl Expander<'_> {
    /// Reports a name that means nothing here, once a text.
    pub(super) fn unknown(&mut self, name: &str, span: Span) -> Expr {
        if !self.reported_names.insert(name.into()) {
            return self.unspecified(span);
        }
        let mut shown = String::new();
        // A `String` takes everything.
        let _ = write_symbol(&mut shown, name);
        if !self.scope.sees_standard() && !is_reserved(name) {
            if let Some(library) = self.home(name) {
                let unknown = Diagnostic::new("E0101", format!("`{shown}` is not imported"), span);
                return self
                    .fail(unknown.help(format!("it is in `{library}`: add `(import {library})`")));
            }
        }
        if let Some(help) = unsupported(name) {
            return self.fail(
                Diagnostic::new("E0102", format!("`{shown}` is not supported"), span).help(help),
            );
        }
        let unknown = Diagnostic::new("E0101", format!("`{shown}` is not defined"), span);
        if let Some(advice) = self.advice_on_sibling(name) {
            return self.fail(unknown.help(advice));
        }
        if let Some(here) = elsewhere(name) {
            return self.fail(unknown.help(format!("in Foldscheme this is {here}")));
        }
        let nearest = if self.reported_names.len() <= SUGGESTIONS {
            nearest(name, self.scope.names())
        } else {
            None
        };
        let unknown = match nearest {
            Some(nearest) => {
                let mut shown = String::new();
                let _ = write_symbol(&mut shown, nearest);
                unknown.help(format!("did you mean `{shown}`?"))
            }
            None => unknown,
        };
        self.fail(unknown)
    }
}

/// The known name with the fewest edits, if they are few for the length; the first in
/// alphabetical order among equals.
pub(crate) fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let name: Vec<char> = name.chars().take(LONGEST_COMPARED + 1).collect();
    let most = match name.len() {
        0..=2 => return None,
        3..=4 => 1,
        5..=LONGEST_COMPARED => 2,
        _ => return None,
    };
    known
        .filter_map(|candidate| {
            let characters: Vec<char> = candidate.chars().take(LONGEST_COMPARED + 3).collect();
            if characters.len().abs_diff(name.len()) > most {
                return None;
            }
            let edits = edits(&name, &characters);
            (edits <= most).then_some((edits, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions, replacements and exchanges of neighbours that make one of the other.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(x != y);
            let mut least = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == &b[j - 1] && y == &a[i - 1] {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exchanged_neighbours_are_one_edit() {
        let chars = |s: &str| s.chars().collect::<Vec<_>>();
        assert_eq!(edits(&chars("lenght"), &chars("length")), 1);
        assert_eq!(edits(&chars("kitten"), &chars("sitting")), 3);
        assert_eq!(edits(&chars(""), &chars("ab")), 2);
    }

    #[test]
    fn short_names_suggest_nothing() {
        assert_eq!(nearest("xy", ["x", "xz"].into_iter()), None);
        assert_eq!(nearest("xyz", ["xya", "xyb"].into_iter()), Some("xya"));
    }
}
