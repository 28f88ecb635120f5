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

/// A call, and how many times in a row it stands on the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// The call.
    pub call: CallId,
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
    pub innermost: Vec<Repeated>,
    /// How many calls lie between.
    pub omitted: usize,
    /// Different ones among those, in order of appearance, not all if there are many.
    pub omitted_calls: Vec<CallId>,
    /// The outermost calls, innermost first.
    pub outermost: Vec<Repeated>,
}

impl Trace {
    /// What is to be kept of a stack, oldest frame first.
    pub(super) fn of(stack: &[Frame], applied: Option<CallId>) -> Trace {
        let mut trace = Trace {
            applied,
            ..Trace::default()
        };
        let (taken, innermost) = runs(stack.iter().rev(), INNERMOST);
        let rest = &stack[..stack.len() - taken];
        let (taken, mut outermost) = runs(rest.iter(), OUTERMOST);
        outermost.reverse();
        let between = &rest[taken..];
        for frame in between.iter().rev() {
            if trace.omitted_calls.len() == BETWEEN {
                break;
            }
            if !trace.omitted_calls.contains(&frame.call) {
                trace.omitted_calls.push(frame.call);
            }
        }
        trace.omitted = between.len();
        trace.innermost = innermost;
        trace.outermost = outermost;
        trace
    }
}

/// The first runs of equal calls, and how many frames they take.
fn runs<'f>(frames: impl Iterator<Item = &'f Frame>, most: usize) -> (usize, Vec<Repeated>) {
    let mut runs: Vec<Repeated> = Vec::new();
    let mut taken = 0;
    for frame in frames {
        let full = runs.len() == most;
        match runs.last_mut() {
            Some(last) if last.call == frame.call => last.times += 1,
            _ if full => break,
            _ => runs.push(Repeated {
                call: frame.call,
                times: 1,
            }),
        }
        taken += 1;
    }
    (taken, runs)
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

    fn depth(trace: &Trace) -> usize {
        let kept = trace.innermost.iter().chain(&trace.outermost);
        trace.omitted + kept.map(|run| run.times).sum::<usize>()
    }

    #[test]
    fn equal_calls_in_a_row_are_one_entry() {
        let trace = Trace::of(
            &stack([7].into_iter().chain(std::iter::repeat_n(3, 1_000_000))),
            None,
        );
        let run = |call, times| Repeated {
            call: CallId(call),
            times,
        };
        assert_eq!(trace.innermost, [run(3, 1_000_000), run(7, 1)]);
        assert!(trace.outermost.is_empty());
        assert_eq!(depth(&trace), 1_000_001);
    }

    #[test]
    fn what_is_kept_is_bounded_and_nothing_is_lost_count_of() {
        let trace = Trace::of(&stack((0..1000).map(|i| i % 50)), None);
        assert_eq!(trace.innermost.len(), INNERMOST);
        assert_eq!(trace.outermost.len(), OUTERMOST);
        assert_eq!(trace.omitted_calls.len(), BETWEEN);
        assert_eq!(trace.innermost[0].call, CallId(999 % 50));
        assert_eq!(trace.outermost[OUTERMOST - 1].call, CallId(0));
        assert_eq!(depth(&trace), 1000);
    }
}
