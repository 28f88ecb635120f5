//! Generated expressions: text with typed parts, so that a part can be replaced by a smaller one.

use crate::types::Ty;

/// A piece of an expression.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Text.
    Text(String),
    /// A part.
    Part(Node),
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its type.
    pub ty: Ty,
    /// What it consists of.
    pub pieces: Vec<Piece>,
}

impl Node {
    /// An expression without parts.
    pub fn leaf(ty: Ty, text: String) -> Node {
        Node {
            ty,
            pieces: vec![Piece::Text(text)],
        }
    }

    /// The text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, out: &mut String) {
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Part(part) => part.write(out),
            }
        }
    }

    /// The parts.
    pub fn parts(&self) -> impl Iterator<Item = &Node> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Part(part) => Some(part),
            Piece::Text(_) => None,
        })
    }

    /// This expression and all its parts, outermost first.
    pub fn all(&self) -> Vec<&Node> {
        let mut nodes = vec![self];
        let mut at = 0;
        while at < nodes.len() {
            let node = nodes[at];
            nodes.extend(node.parts());
            at += 1;
        }
        nodes
    }

    /// This expression with its `index`-th part, in the order of [`Node::all`], replaced.
    pub fn replaced(&self, index: usize, by: &Node) -> Node {
        let mut copy = self.clone();
        let mut queue = std::collections::VecDeque::from([&mut copy]);
        let mut at = 0;
        while let Some(node) = queue.pop_front() {
            if at == index {
                *node = by.clone();
                break;
            }
            at += 1;
            for piece in &mut node.pieces {
                if let Piece::Part(part) = piece {
                    queue.push_back(part);
                }
            }
        }
        copy
    }
}
