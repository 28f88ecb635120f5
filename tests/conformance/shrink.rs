//! Smaller programs that still differ.

use crate::generate::Generated;
use crate::node::Node;
use crate::types::Ty;

/// The most programs that are tried in one round.
const MOST: usize = 300;

/// Programs smaller than this one, smallest first.
pub fn smaller(program: &Generated) -> Vec<Generated> {
    let mut found: Vec<(usize, Generated)> = Vec::new();
    let last = program.forms.len() - 1;
    for i in 0..last {
        let mut forms = program.forms.clone();
        forms.remove(i);
        found.push((
            0,
            Generated {
                forms,
                risks: program.risks,
            },
        ));
    }
    for (i, form) in program.forms.iter().enumerate() {
        let nodes = form.all();
        let first = usize::from(i < last);
        for (at, node) in nodes.iter().enumerate().skip(first) {
            let here = node.text().len();
            let mut by: Vec<Node> = node
                .all()
                .into_iter()
                .skip(1)
                .filter(|part| part.ty.fits(&node.ty))
                .cloned()
                .collect();
            by.extend(plainest(&node.ty).map(|text| Node::leaf(node.ty.clone(), text)));
            for replacement in by {
                let there = replacement.text().len();
                if there < here {
                    let mut forms = program.forms.clone();
                    forms[i] = form.replaced(at, &replacement);
                    found.push((
                        there + usize::MAX / 2 - here,
                        Generated {
                            forms,
                            risks: program.risks,
                        },
                    ));
                }
            }
        }
    }
    found.sort_by_key(|(size, _)| *size);
    found.truncate(MOST);
    found.into_iter().map(|(_, program)| program).collect()
}

/// The plainest value of a type.
fn plainest(ty: &Ty) -> Option<String> {
    let text = match ty {
        Ty::Int(lo, hi) => 0.clamp(*lo, *hi).to_string(),
        Ty::Bool => "#f".to_string(),
        Ty::Char => "#\\a".to_string(),
        Ty::Str => "\"\"".to_string(),
        Ty::Sym => "'a".to_string(),
        Ty::List(_) => "'()".to_string(),
        Ty::Vec(_) => "#()".to_string(),
        Ty::Bytes => "#u8()".to_string(),
        _ => return None,
    };
    Some(text)
}
