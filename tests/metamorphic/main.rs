//! Programs that mean the same: transformed ones, and those that the compiler makes with and without optimisation.
#![allow(missing_docs)]

mod optimised;
mod pairs;
mod proved;
mod run;
mod tokens;
mod transform;

#[allow(dead_code)]
#[path = "../conformance/generate/mod.rs"]
mod generate;
#[allow(dead_code)]
#[path = "../conformance/native.rs"]
mod native;
#[allow(dead_code)]
#[path = "../conformance/node.rs"]
mod node;
#[allow(dead_code)]
#[path = "../conformance/rng.rs"]
mod rng;
#[path = "../support/mod.rs"]
mod support;
#[allow(dead_code)]
#[path = "../conformance/types.rs"]
mod types;

#[allow(dead_code)]
#[path = "../conformance/table/names.rs"]
mod names;

/// Where the generator looks for names.
mod table {
    pub(crate) use crate::names;
}

use generate::{Generated, Grammar};
use node::{Node, Piece};
use rng::Rng;
use std::collections::BTreeMap;
use types::Ty;

/// How programs are made.
pub fn grammar() -> Grammar {
    Grammar::new(include_str!("../conformance/productions.txt"))
}

/// The program of this seed, which emits one or two values on its way.
pub fn program(seed: u64, grammar: &Grammar, uses: &mut BTreeMap<usize, usize>) -> Generated {
    let mut program = generate::program(seed, grammar, uses);
    let mut rng = Rng::new(seed ^ 0xe717);
    for _ in 0..1 + rng.below(2) {
        let form = rng.below(program.forms.len());
        let all = program.forms[form].all();
        let datum = |node: &Node| matches!(node.ty, Ty::Int(..) | Ty::List(_) | Ty::Sym);
        let places: Vec<usize> = (1..all.len()).filter(|i| datum(all[*i])).collect();
        if places.is_empty() {
            continue;
        }
        let place = *rng.pick(&places);
        let emitted = transform::around("(emit ", all[place], ")");
        program.forms[form] = program.forms[form].replaced(place, &emitted);
    }
    if let Some(last) = program.forms.pop() {
        let pieces = vec![
            Piece::Text("(emit ".to_string()),
            Piece::Part(last.clone()),
            Piece::Text(")".to_string()),
        ];
        program.forms.push(Node {
            ty: last.ty,
            pieces,
        });
    }
    program
}
