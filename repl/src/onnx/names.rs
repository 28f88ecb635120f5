//! Names of a program, made of the names of a model: readable, and each one's own.

use std::collections::HashSet;

/// Words of typed steps that may come up as names in models, too.
const WORDS: [&str; 72] = [
    "*",
    "+",
    "-",
    "/",
    "abs",
    "and",
    "argmax",
    "as",
    "assert",
    "bool",
    "build",
    "clamp",
    "concat",
    "conv2d",
    "define",
    "define-constant",
    "define-step",
    "define-type",
    "define-weights",
    "divide",
    "dot",
    "else",
    "exp",
    "field",
    "fixed",
    "floor",
    "fold",
    "half-even",
    "half-up",
    "if",
    "int",
    "inverse",
    "lambda",
    "leaky-relu",
    "let",
    "let*",
    "lookup",
    "map",
    "mat",
    "matmul",
    "matvec",
    "max",
    "maxpool2d",
    "mean",
    "min",
    "model",
    "nat",
    "not",
    "or",
    "pad",
    "poseidon",
    "private",
    "public",
    "range",
    "ref",
    "relu",
    "rescale",
    "reshape",
    "saturate",
    "shape",
    "sigmoid",
    "slice",
    "softmax",
    "square",
    "sum",
    "tanh",
    "tensor",
    "transpose",
    "values",
    "vec",
    "vector",
    "weights",
];

/// The names given away.
pub struct Names(HashSet<String>);

impl Names {
    /// None but what means something already, and `activation`, the type of what is computed.
    pub fn new() -> Names {
        let words = WORDS.iter().chain(&["activation"]);
        Names(words.map(|word| (*word).to_string()).collect())
    }

    /// A name like the model's that nothing else has: letters, digits, points, underscores and hyphens.
    pub fn fresh(&mut self, like: &str) -> String {
        let mut name = String::new();
        for c in like.chars().take(64) {
            match c {
                c if c.is_ascii_alphanumeric() || c == '.' || c == '_' => name.push(c),
                _ if name.is_empty() || name.ends_with('-') => {}
                _ => name.push('-'),
            }
        }
        let name = name.trim_end_matches(['-', '.']);
        let name = match name.chars().next() {
            Some(c) if c.is_ascii_alphabetic() => name.to_string(),
            Some(_) => format!("v-{name}"),
            None => "v".to_string(),
        };
        let numbered = (2..).map(|n| format!("{name}-{n}"));
        let mut candidates = std::iter::once(name.clone()).chain(numbered);
        // There is always one, as only so many are taken.
        let free = candidates
            .find(|name| !self.0.contains(name))
            .unwrap_or(name);
        self.0.insert(free.clone());
        free
    }
}

/// What a file says, fit for a comment: one line of printable characters.
pub fn in_comment(text: &str) -> String {
    let printable = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().take(120).map(printable).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_readable_and_unique() {
        let mut names = Names::new();
        let mut fresh = |like| names.fresh(like);
        assert_eq!(fresh("fc1.weight"), "fc1.weight");
        assert_eq!(fresh("fc1.weight"), "fc1.weight-2");
        assert_eq!(fresh("/layers/0/Gemm_output_0"), "layers-0-Gemm_output_0");
        assert_eq!(fresh("onnx::Gemm_12"), "onnx-Gemm_12");
        assert_eq!(fresh("relu"), "relu-2");
        assert_eq!(fresh("12"), "v-12");
        assert_eq!(fresh(") (evil"), "evil");
        assert_eq!(fresh("\u{e9}\n;"), "v");
        assert_eq!(in_comment("a\nb"), "a b");
    }
}
