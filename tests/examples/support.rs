//! Programs and proofs for these tests.

use foldscheme::{
    container, prove, read, Compiled, Envelope, Interrupt, Limits, Options, Proof, SourceText,
};
use std::path::{Path, PathBuf};

/// Where the examples are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples")
}

/// An example, compiled.
pub fn example(name: &str) -> Compiled {
    let text = std::fs::read_to_string(folder().join(name)).expect("an example");
    compile(name, &text)
}

/// A program of one text.
pub fn compile(name: &str, text: &str) -> Compiled {
    Compiled::new(vec![SourceText {
        name: name.to_string(),
        text: text.to_string(),
    }])
    .expect("a program that compiles")
}

/// The value, or the error with its place.
pub fn answer(program: &Compiled) -> String {
    let run = program
        .run(Limits::default(), &Interrupt::new())
        .expect("a run that ends");
    match run.answer {
        foldscheme::Answer::Value(table) => foldscheme::written(&table),
        foldscheme::Answer::Error(error) => format!(
            "{}: {}",
            program.locate(&error).unwrap_or_default(),
            error.message
        ),
    }
}

/// A proof of the program's run.
pub fn proof(program: &Compiled, compress: bool) -> Proof {
    let options = Options {
        compress,
        ..Options::default()
    };
    prove(program, &options, &Interrupt::new(), &mut |_| {}).expect("a proof")
}

/// The file with another content.
pub fn altered(bytes: &[u8], change: impl FnOnce(&mut Envelope)) -> Vec<u8> {
    let mut envelope = read(bytes).expect("a proof file");
    change(&mut envelope);
    container::encode(&envelope).expect("a proof file")
}
