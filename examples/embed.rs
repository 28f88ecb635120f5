//! Foldscheme from Rust: compile a program, run it, prove the run, verify the proof.
//!
//! Run it with `cargo run --release --example embed`.

use foldscheme::{
    prove, verify_program, ClaimedOutcome, Compiled, Interrupt, Limits, Options, Progress,
    SourceText,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = SourceText {
        name: "sum.scm".to_string(),
        text: "(define (sum n acc) (if (= n 0) acc (sum (- n 1) (+ acc n)))) (sum 100 0)"
            .to_string(),
    };
    let program = Compiled::new(vec![text])?;

    let interrupt = Interrupt::new();
    let run = program.run(Limits::default(), &interrupt)?;
    println!("value: {}", run.value().unwrap_or_default());

    let proof = prove(&program, &Options::default(), &interrupt, &mut |progress| {
        if let Progress::Folding { done, total, .. } = progress {
            eprintln!("folded {done} of {total}");
        }
    })?;
    println!("proof: {} bytes", proof.bytes.len());

    let verified = verify_program(&proof.bytes, &program)?;
    if let ClaimedOutcome::Value(value) = &verified.claim.outcome {
        println!("proved: {value}");
    }
    Ok(())
}
