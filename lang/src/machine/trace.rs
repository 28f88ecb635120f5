//! The calls that had not returned when a run failed, innermost first: what a message shows.
//!
//! A stack may be a million frames deep; what is kept of it is bounded. Equal calls in a row are counted,
//! and of what lies between the innermost and the outermost ones only the number of calls and some of their
//! places are kept.

use super::Frame;
use crate::block::CallId;

/// How many different calls in a row are kept, counted from the innermost.
const INNERMOST: usize = 32;

/// How many different calls in a row are kept, counted from the outermost.
const OUTERMOST: usize = 16;

/// How many different calls are kept of what lies between.
const BETWEEN: usize = 8;

/// The last tail call at each depth of the stack, of those worth remembering: such a call leaves no frame.
#[derive(Clone, Debug, Default)]
pub(super) struct TailCalls(Vec<(usize, CallId)>);

impl TailCalls {
    /// At the start of a run, perhaps with a call already made.
    pub(super) fn new(entered: Option<CallId>) -> Self {
        TailCalls(entered.map(|call| (0, call)).into_iter().collect())
    }

    /// A call is made at this depth, perhaps after a frame for it was pushed.
    pub(super) fn add(&mut self, depth: usize, call: CallId) {
        match self.0.last_mut() {
            Some((last, known)) if *last == depth => *known = call,
            _ => self.0.push((depth, call)),
        }
    }

    /// The stack is no deeper than this: what was called further up has returned.
    pub(super) fn shrink(&mut self, depth: usize) {
        while self.0.last().is_some_and(|(last, _)| *last > depth) {
            self.0.pop();
        }
    }

    /// The last call at this depth.
    pub(super) fn last(&self, depth: usize) -> Option<CallId> {
        let last = self.0.last().filter(|(last, _)| *last == depth)?;
        Some(last.1)
    }
}

/// A call, and how many times in a row it was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The call.
    pub call: CallId,
    /// Whether it is a tail call that is remembered though it left no frame.
    pub is_tail: bool,
    /// How many times.
    pub times: usize,
}

/// What is kept of a stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The last application of a procedure that the compiler did not know. It is what failed if the failure
    /// is that of a number of arguments; else it tells nothing.
    pub applied: Option<CallId>,
    /// The innermost calls.
    pub innermost: Vec<Link>,
    /// How many calls lie between.
    pub omitted: usize,
    /// Different ones among those, in order of appearance, not all if there are many.
    pub omitted_calls: Vec<CallId>,
    /// The outermost calls, innermost first.
    pub outermost: Vec<Link>,
}

impl Trace {
    /// What is to be kept of a stack, oldest frame first.
    pub(super) fn of(stack: &[Frame], tail_calls: &TailCalls, applied: Option<CallId>) -> Trace {
        let mut innermost = links(stack, tail_calls);
        let mut between = Vec::new();
        let mut outermost = Vec::new();
        if innermost.len() > INNERMOST + OUTERMOST {
            outermost = innermost.split_off(innermost.len() - OUTERMOST);
            between = innermost.split_off(INNERMOST);
        }
        let mut omitted_calls = Vec::new();
        for link in &between {
            if omitted_calls.len() < BETWEEN && !omitted_calls.contains(&link.call) {
                omitted_calls.push(link.call);
            }
        }
        Trace {
            applied,
            innermost,
            omitted: between.iter().map(|link| link.times).sum(),
            omitted_calls,
            outermost,
        }
    }
}

/// All calls, innermost first, equal ones in a row as one.
fn links(stack: &[Frame], tail_calls: &TailCalls) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let mut add = |call: CallId, is_tail: bool| match links.last_mut() {
        Some(last) if (last.call, last.is_tail) == (call, is_tail) => last.times += 1,
        _ => links.push(Link {
            call,
            is_tail,
            times: 1,
        }),
    };
    let mut tails = tail_calls.0.iter().rev().peekable();
    for depth in (0..=stack.len()).rev() {
        let frame = depth.checked_sub(1).map(|below| stack[below].call);
        if let Some((_, call)) = tails.next_if(|(at, _)| *at == depth) {
            // A call that is remembered and leaves a frame is not told twice.
            if Some(*call) != frame {
                add(*call, true);
            }
        }
        if let Some(call) = frame {
            add(call, false);
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockId;

    fn stack(calls: impl Iterator<Item = u32>) -> Vec<Frame> {
        calls
            .map(|call| Frame {
                block: BlockId(0),
                live: Box::new([]),
                call: CallId(call),
            })
            .collect()
    }

    fn link(call: u32, is_tail: bool, times: usize) -> Link {
        Link {
            call: CallId(call),
            is_tail,
            times,
        }
    }

    #[test]
    fn equal_calls_in_a_row_are_one_entry() {
        let calls = [7].into_iter().chain(std::iter::repeat_n(3, 1_000_000));
        let trace = Trace::of(&stack(calls), &TailCalls::default(), None);
        assert_eq!(
            trace.innermost,
            [link(3, false, 1_000_000), link(7, false, 1)]
        );
        assert!(trace.outermost.is_empty());
        assert_eq!(trace.omitted, 0);
    }

    #[test]
    fn what_is_kept_is_bounded_and_nothing_is_lost_count_of() {
        let stack = stack((0..1000).map(|i| i % 50));
        let trace = Trace::of(&stack, &TailCalls::default(), None);
        assert_eq!(trace.innermost.len(), INNERMOST);
        assert_eq!(trace.outermost.len(), OUTERMOST);
        assert_eq!(trace.omitted_calls.len(), BETWEEN);
        assert_eq!(trace.innermost[0], link(999 % 50, false, 1));
        assert_eq!(trace.outermost[OUTERMOST - 1], link(0, false, 1));
        assert_eq!(trace.omitted, 1000 - INNERMOST - OUTERMOST);
    }

    #[test]
    fn a_tail_call_stands_between_the_frames_of_its_depth() {
        let mut tail_calls = TailCalls::default();
        tail_calls.add(0, CallId(10));
        tail_calls.add(1, CallId(1));
        tail_calls.add(2, CallId(11));
        tail_calls.add(2, CallId(12));
        assert_eq!(tail_calls.last(2), Some(CallId(12)));
        let trace = Trace::of(&stack([1, 2].into_iter()), &tail_calls, None);
        // The call 1 was remembered and has left a frame.
        let expected = [
            link(12, true, 1),
            link(2, false, 1),
            link(1, false, 1),
            link(10, true, 1),
        ];
        assert_eq!(trace.innermost, expected);
    }

    #[test]
    fn tail_calls_are_forgotten_once_they_have_returned() {
        let mut tail_calls = TailCalls::default();
        tail_calls.add(1, CallId(1));
        tail_calls.add(3, CallId(3));
        tail_calls.shrink(2);
        assert_eq!(tail_calls.last(3), None);
        assert_eq!(tail_calls.last(1), Some(CallId(1)));
        tail_calls.shrink(0);
        let trace = Trace::of(&[], &tail_calls, None);
        assert_eq!(trace, Trace::default());
    }
}
