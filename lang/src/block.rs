//! The block machine's programs.
//!
//! A *block* has parameters and a *tree* of straight-line operations in single-assignment form:
//! branches inside a block lead to leaves, and each leaf ends the step with a jump, an
//! application, a return, or an error. One step of the machine executes one path of one block.
//!
//! Variables are unique in the whole program. A continuation block has the variables it needs from
//! the block before as its parameters, under the same names.

use crate::core::{ConstId, Constant};
use crate::field::ScalarField;
use crate::source::Span;
use crate::value::{TagSet, Type};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A value of a block in single-assignment form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Var(pub u32);

/// Index of a [`Block`].
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default,
)]
pub struct BlockId(pub u32);

/// Index of a [`Code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodeId(pub u32);

/// Index of a [`Site`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SiteId(pub u32);

/// Index of a [`Call`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(pub u32);

/// An arithmetic operation on two numbers of one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arith {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Product.
    Mul,
    /// Quotient of field elements.
    Div,
    /// Integer quotient, rounded towards zero.
    Quotient,
    /// Integer remainder with the sign of the dividend.
    Remainder,
    /// Integer remainder with the sign of the divisor.
    Modulo,
}

/// What a branch taught about a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// Its tag is one of these.
    Tags(TagSet),
    /// It is an integer below the other.
    Below(Var),
    /// It is an integer above the other.
    Above(Var),
    /// It is an integer not above the other.
    AtMost(Var),
    /// It is an integer not below the other.
    AtLeast(Var),
    /// It is the same number as the other.
    Equal(Var),
    /// It is another number than the other.
    Different(Var),
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// `dst` is a constant.
    Const {
        /// Result.
        dst: Var,
        /// The constant.
        id: ConstId,
    },
    /// Fails with `value` unless its tag is in `tags`; `dst` is `value`.
    Check {
        /// Result.
        dst: Var,
        /// What is checked.
        value: Var,
        /// What it may be.
        tags: TagSet,
        /// The error otherwise.
        site: SiteId,
    },
    /// Fails with `b` unless both have the same tag; `dst` is `b`.
    Same {
        /// Result.
        dst: Var,
        /// The first.
        a: Var,
        /// The second, the irritant.
        b: Var,
        /// The error otherwise.
        site: SiteId,
    },
    /// `dst` is `value`, of which a branch has taught something.
    Refine {
        /// Result.
        dst: Var,
        /// The same value.
        value: Var,
        /// What is known.
        fact: Fact,
    },
    /// Arithmetic on numbers of one type. Fails with `b` at overflow, or where `b` is zero and may not be.
    Arith {
        /// Result.
        dst: Var,
        /// The operation.
        op: Arith,
        /// Left operand.
        a: Var,
        /// Right operand.
        b: Var,
        /// The error at overflow or division by zero.
        site: SiteId,
    },
    /// `dst` tells whether integer `a` is below integer `b`.
    Less {
        /// Result.
        dst: Var,
        /// Left operand.
        a: Var,
        /// Right operand.
        b: Var,
    },
    /// `dst` tells whether `a` and `b` are the same value.
    Eq {
        /// Result.
        dst: Var,
        /// Left operand.
        a: Var,
        /// Right operand.
        b: Var,
    },
    /// `dst` tells whether the tag of `value` is in `tags`.
    HasTag {
        /// Result.
        dst: Var,
        /// What is looked at.
        value: Var,
        /// The tags.
        tags: TagSet,
    },
    /// `dst` tells whether `value` counts as true: is not `#f`.
    Truth {
        /// Result.
        dst: Var,
        /// What is looked at.
        value: Var,
    },
    /// `dst` is `a` if boolean `test` is true, else `b`.
    Select {
        /// Result.
        dst: Var,
        /// A boolean.
        test: Var,
        /// If true.
        a: Var,
        /// If false.
        b: Var,
    },
    /// `dst` has the payload of `value` under another tag.
    Retag {
        /// Result.
        dst: Var,
        /// The payload.
        value: Var,
        /// The new tag.
        tag: crate::value::Tag,
    },
    /// `dst` is a new pair.
    Cons {
        /// Result.
        dst: Var,
        /// First.
        car: Var,
        /// Second.
        cdr: Var,
    },
    /// Takes a pair apart.
    Uncons {
        /// First.
        car: Var,
        /// Second.
        cdr: Var,
        /// A pair.
        pair: Var,
    },
    /// `dst` is a closure of `code` over `captured`.
    Closure {
        /// Result.
        dst: Var,
        /// The code.
        code: CodeId,
        /// Captured values.
        captured: Vec<Var>,
    },
    /// Pushes a frame: `block` goes on with the value returned and with `live`.
    Push {
        /// Where to return; its parameters are the value and then `live`.
        block: BlockId,
        /// Values kept.
        live: Vec<Var>,
        /// The call that is returned from, for messages.
        call: CallId,
    },
    /// Adds a value to the public output.
    Emit {
        /// The value.
        value: Var,
    },
    /// `dst` is a continuation: the stack as it is.
    Mark {
        /// Result.
        dst: Var,
    },
    /// Takes the stack back to where it was at a mark that is still on it.
    Reset {
        /// A continuation.
        continuation: Var,
    },
    /// `dst` is the pair of the innermost exception handler and the outer ones.
    Handlers {
        /// Result.
        dst: Var,
    },
    /// Changes the exception handlers.
    SetHandlers {
        /// A pair.
        value: Var,
    },
    /// Control goes on by a tail call that is worth telling of though it leaves no frame: from the user's text
    /// to the standard library, or from what is outside of all procedures. For messages alone, no part of
    /// what is proved.
    Enter {
        /// The call.
        call: CallId,
    },
    /// Prints a value, if anybody looks; no part of what is proved.
    Print {
        /// The value.
        value: Var,
        /// How.
        style: Style,
    },
}

/// How a value is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// As the reader reads it.
    Write,
    /// Strings, characters and symbols as they are.
    Display,
}

impl Op {
    /// The variables it defines.
    #[must_use]
    pub fn defs(&self) -> Vec<Var> {
        match self {
            Op::Const { dst, .. }
            | Op::Check { dst, .. }
            | Op::Same { dst, .. }
            | Op::Refine { dst, .. }
            | Op::Arith { dst, .. }
            | Op::Less { dst, .. }
            | Op::Eq { dst, .. }
            | Op::HasTag { dst, .. }
            | Op::Truth { dst, .. }
            | Op::Select { dst, .. }
            | Op::Retag { dst, .. }
            | Op::Cons { dst, .. }
            | Op::Closure { dst, .. }
            | Op::Mark { dst }
            | Op::Handlers { dst } => vec![*dst],
            Op::Uncons { car, cdr, .. } => vec![*car, *cdr],
            Op::Push { .. }
            | Op::Emit { .. }
            | Op::Reset { .. }
            | Op::SetHandlers { .. }
            | Op::Enter { .. }
            | Op::Print { .. } => vec![],
        }
    }

    /// Every variable in it, to be renamed in place: definitions and uses.
    pub fn vars_mut(&mut self) -> Vec<&mut Var> {
        match self {
            Op::Const { dst, .. } | Op::Mark { dst } | Op::Handlers { dst } => vec![dst],
            Op::Check { dst, value, .. }
            | Op::HasTag { dst, value, .. }
            | Op::Truth { dst, value }
            | Op::Retag { dst, value, .. } => vec![dst, value],
            Op::Refine { dst, value, fact } => match fact {
                Fact::Tags(_) => vec![dst, value],
                Fact::Below(v)
                | Fact::Above(v)
                | Fact::AtMost(v)
                | Fact::AtLeast(v)
                | Fact::Equal(v)
                | Fact::Different(v) => vec![dst, value, v],
            },
            Op::Same { dst, a, b, .. }
            | Op::Arith { dst, a, b, .. }
            | Op::Less { dst, a, b }
            | Op::Eq { dst, a, b } => vec![dst, a, b],
            Op::Select { dst, test, a, b } => vec![dst, test, a, b],
            Op::Cons { dst, car, cdr } => vec![dst, car, cdr],
            Op::Uncons { car, cdr, pair } => vec![car, cdr, pair],
            Op::Closure { dst, captured, .. } => {
                let mut vars = vec![dst];
                vars.extend(captured);
                vars
            }
            Op::Push { live, .. } => live.iter_mut().collect(),
            Op::Emit { value } | Op::SetHandlers { value } | Op::Print { value, .. } => vec![value],
            Op::Reset { continuation } => vec![continuation],
            Op::Enter { .. } => vec![],
        }
    }

    /// The variables it reads. The other variable of a [`Fact`] is not one: it only informs.
    #[must_use]
    pub fn uses(&self) -> Vec<Var> {
        match self {
            Op::Const { .. } | Op::Mark { .. } | Op::Handlers { .. } | Op::Enter { .. } => vec![],
            Op::Check { value, .. }
            | Op::Refine { value, .. }
            | Op::HasTag { value, .. }
            | Op::Truth { value, .. }
            | Op::Retag { value, .. }
            | Op::Emit { value }
            | Op::SetHandlers { value }
            | Op::Print { value, .. } => vec![*value],
            Op::Reset { continuation } => vec![*continuation],
            Op::Same { a, b, .. }
            | Op::Arith { a, b, .. }
            | Op::Less { a, b, .. }
            | Op::Eq { a, b, .. } => vec![*a, *b],
            Op::Select { test, a, b, .. } => vec![*test, *a, *b],
            Op::Cons { car, cdr, .. } => vec![*car, *cdr],
            Op::Uncons { pair, .. } => vec![*pair],
            Op::Closure { captured, .. } => captured.clone(),
            Op::Push { live, .. } => live.clone(),
        }
    }
}

/// The arguments of an application.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Args {
    /// So many values.
    Fixed(Vec<Var>),
    /// The elements of a list.
    List(Var),
}

/// How a path goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// To one of two subtrees, by a boolean.
    Branch {
        /// A boolean.
        test: Var,
        /// If true.
        then: Box<Tree>,
        /// If false.
        otherwise: Box<Tree>,
    },
    /// To a block.
    Jump {
        /// The block.
        block: BlockId,
        /// Its parameters' values.
        args: Vec<Var>,
    },
    /// To the code of a closure.
    Apply {
        /// A procedure.
        procedure: Var,
        /// Its arguments.
        args: Args,
        /// The call, for messages.
        call: CallId,
    },
    /// To the block of the topmost frame, which is popped.
    Return {
        /// The value.
        value: Var,
    },
    /// To the error state.
    Fail {
        /// What happened.
        site: SiteId,
        /// With what.
        irritant: Var,
    },
}

/// Operations and what comes after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// In order.
    pub ops: Vec<Op>,
    /// And then.
    pub end: End,
}

/// A block.
#[derive(Clone, Debug)]
pub struct Block {
    /// The procedure that it belongs to, for messages.
    pub name: Arc<str>,
    /// Where that stands.
    pub span: Span,
    /// Parameters.
    pub params: Vec<Var>,
    /// What it does.
    pub body: Tree,
}

/// Code that closures carry: procedures that are used as values.
#[derive(Clone, Debug)]
pub struct Code {
    /// The procedure's name, for printing.
    pub name: Arc<str>,
    /// How many values a closure captures.
    pub captured: usize,
    /// Entry for each number of arguments that some application has: its parameters are the
    /// arguments and then the captured values. Sorted by number.
    pub entries: Vec<(usize, BlockId)>,
    /// Entry that takes its arguments as one list, and then the captured values.
    pub list_entry: Option<BlockId>,
}

/// What kind of error a site raises.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ErrorKind {
    /// An operand is not of the type that an operation takes.
    Type {
        /// The operation.
        operation: String,
        /// What it takes.
        expected: String,
    },
    /// The result of integer arithmetic does not fit in 64 bits.
    Overflow {
        /// The operation.
        operation: String,
    },
    /// A divisor is zero (or an integer quotient overflows).
    Division {
        /// The operation.
        operation: String,
    },
    /// What is called is not a procedure.
    NotProcedure,
    /// A procedure is called with the wrong number of arguments.
    ArgumentCount {
        /// The procedure.
        procedure: String,
        /// The names of its parameters.
        parameters: Vec<String>,
        /// The name of the parameter that takes the list of the remaining arguments.
        rest: Option<String>,
        /// How many it got, if known.
        got: Option<usize>,
    },
    /// `(error …)`.
    User,
    /// `(assert …)`.
    Assertion,
    /// An exception that no handler took.
    Uncaught,
}

impl ErrorKind {
    /// What `error-object-message` gives for an error of the machine's own; nothing for one that brings its
    /// message with it.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        match self {
            ErrorKind::Type {
                operation,
                expected,
            } => Some(format!("{operation}: not {expected}")),
            ErrorKind::Overflow { operation } => {
                Some(format!("{operation}: the result does not fit in 64 bits"))
            }
            ErrorKind::Division { operation } => Some(format!("{operation}: division by zero")),
            ErrorKind::NotProcedure => Some("call of what is not a procedure".to_string()),
            ErrorKind::ArgumentCount { procedure, .. } => {
                Some(format!("{procedure}: wrong number of arguments"))
            }
            ErrorKind::Assertion => Some("assertion failed".to_string()),
            ErrorKind::User | ErrorKind::Uncaught => None,
        }
    }
}

/// A place where a run can end in an error.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Site {
    /// What happens.
    pub kind: ErrorKind,
    /// Where.
    pub span: Span,
    /// In which procedure.
    pub procedure: Arc<str>,
    /// The call of that procedure, if it stands inlined here.
    pub inlined: Option<CallId>,
    /// What a handler gets as the error's message: a string, or `#f` where the irritant brings it.
    pub message: ConstId,
}

/// A place that calls a procedure. Nothing but messages depends on it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    /// What is called, if the compiler knows.
    pub callee: Option<Arc<str>>,
    /// Where.
    pub span: Span,
    /// In which procedure.
    pub procedure: Arc<str>,
    /// The call of that procedure, if it stands inlined here.
    pub inlined: Option<CallId>,
}

/// How many of each shared gadget a step offers, and how wide they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Slots {
    /// Hash slots.
    pub hash: u8,
    /// Range slots.
    pub range: u8,
}

/// A compiled program.
#[derive(Clone, Debug)]
pub struct Program {
    /// Blocks by id; [`Program::HALT`] and [`Program::ERROR`] come first.
    pub blocks: Vec<Block>,
    /// Closures' code by id.
    pub codes: Vec<Code>,
    /// Error sites by id.
    pub sites: Vec<Site>,
    /// Calls by id.
    pub calls: Vec<Call>,
    /// Constants by id.
    pub constants: Vec<Constant>,
    /// The first block; its parameters are the public inputs.
    pub entry: BlockId,
    /// The call that is all of the program, if the first block is that of the procedure called. For messages.
    pub entered: Option<CallId>,
    /// The public inputs of the run that the source asks for.
    pub inputs: Vec<Constant>,
    /// Types by variable.
    pub types: Vec<Type>,
    /// The field of its field elements.
    pub field: ScalarField,
    /// What a step offers.
    pub slots: Slots,
    /// Where errors go, if the program installs exception handlers.
    pub raise: Option<Raise>,
}

/// Where errors go in a program that installs exception handlers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raise {
    /// The block, instead of [`Program::ERROR`]: its parameters are the site, the irritant and the message.
    pub block: BlockId,
    /// The exception handlers at the start: none.
    pub handlers: ConstId,
}

impl Program {
    /// The block of a finished run: its parameter is the result.
    pub const HALT: BlockId = BlockId(0);
    /// The block of a run that ended in an error: its parameters are the site and the irritant.
    pub const ERROR: BlockId = BlockId(1);

    /// The type of a variable.
    #[must_use]
    pub fn ty(&self, var: Var) -> Type {
        self.types.get(var.0 as usize).copied().unwrap_or(Type::ANY)
    }

    /// Whether some block prints.
    #[must_use]
    pub fn prints(&self) -> bool {
        let mut prints = false;
        for block in &self.blocks {
            block.body.visit(&mut |tree| {
                prints |= tree.ops.iter().any(|op| matches!(op, Op::Print { .. }));
            });
        }
        prints
    }

    /// The block with this id.
    ///
    /// # Panics
    /// If the id is not of this program.
    #[must_use]
    pub fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.0 as usize]
    }
}

impl Tree {
    /// Calls `f` on this tree and every subtree, parents first.
    pub fn visit<'a>(&'a self, f: &mut impl FnMut(&'a Tree)) {
        let mut pending = vec![self];
        while let Some(tree) = pending.pop() {
            f(tree);
            if let End::Branch {
                then, otherwise, ..
            } = &tree.end
            {
                pending.push(otherwise);
                pending.push(then);
            }
        }
    }

    /// The variables that the tree reads and does not define, each once, in order of first use.
    #[must_use]
    pub fn free(&self) -> Vec<Var> {
        let mut defined = std::collections::HashSet::new();
        let mut free = Vec::new();
        let mut seen = std::collections::HashSet::new();
        // Names are unique and definitions come before uses on every path, so one pass does.
        self.visit(&mut |tree| {
            let mut read = |var: Var, defined: &std::collections::HashSet<Var>| {
                if !defined.contains(&var) && seen.insert(var) {
                    free.push(var);
                }
            };
            for op in &tree.ops {
                for var in op.uses() {
                    read(var, &defined);
                }
                defined.extend(op.defs());
            }
            for var in tree.end.uses() {
                read(var, &defined);
            }
        });
        free
    }
}

impl End {
    /// The variables it reads itself, without subtrees.
    #[must_use]
    pub fn uses(&self) -> Vec<Var> {
        match self {
            End::Branch { test, .. } => vec![*test],
            End::Jump { args, .. } => args.clone(),
            End::Apply {
                procedure, args, ..
            } => {
                let mut uses = vec![*procedure];
                match args {
                    Args::Fixed(args) => uses.extend(args),
                    Args::List(list) => uses.push(*list),
                }
                uses
            }
            End::Return { value } => vec![*value],
            End::Fail { irritant, .. } => vec![*irritant],
        }
    }

    /// The variables it reads itself, to be renamed in place.
    pub fn vars_mut(&mut self) -> Vec<&mut Var> {
        match self {
            End::Branch { test, .. } => vec![test],
            End::Jump { args, .. } => args.iter_mut().collect(),
            End::Apply {
                procedure, args, ..
            } => {
                let mut vars = vec![procedure];
                match args {
                    Args::Fixed(args) => vars.extend(args),
                    Args::List(list) => vars.push(list),
                }
                vars
            }
            End::Return { value } => vec![value],
            End::Fail { irritant, .. } => vec![irritant],
        }
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "entry b{}", self.entry.0)?;
        for (id, block) in self.blocks.iter().enumerate() {
            writeln!(f, "b{id} {} {:?}", block.name, block.params)?;
            fmt_tree(f, self, &block.body, 1)?;
        }
        Ok(())
    }
}

fn fmt_tree(
    f: &mut fmt::Formatter<'_>,
    program: &Program,
    tree: &Tree,
    depth: usize,
) -> fmt::Result {
    for op in &tree.ops {
        let types: Vec<_> = op
            .defs()
            .iter()
            .map(|&v| {
                let ty = program.ty(v);
                match ty.tag() {
                    Some(crate::value::Tag::Integer) => format!("[{}, {}]", ty.lo, ty.hi),
                    Some(tag) => format!("{tag:?}"),
                    None => format!("{:?}", ty.tags),
                }
            })
            .collect();
        writeln!(
            f,
            "{:depth$}{op:?} : {}",
            "",
            types.join(", "),
            depth = depth * 2
        )?;
    }
    match &tree.end {
        End::Branch {
            test,
            then,
            otherwise,
        } => {
            writeln!(f, "{:depth$}if {test:?}", "", depth = depth * 2)?;
            fmt_tree(f, program, then, depth + 1)?;
            writeln!(f, "{:depth$}else", "", depth = depth * 2)?;
            fmt_tree(f, program, otherwise, depth + 1)
        }
        end => writeln!(f, "{:depth$}{end:?}", "", depth = depth * 2),
    }
}
