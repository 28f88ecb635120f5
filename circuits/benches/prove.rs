//! Folds, compression and verification of `(fib 10)`.
//!
//! `cargo bench -p foldscheme-circuits` prints, for folding, machine steps' constraints a second (criterion's
//! "elem/s") and the time of one fold; and the times of compression and verification.

use criterion::{criterion_group, criterion_main, Criterion, Throughput};
use foldscheme_circuits::chunk::Chunk;
use foldscheme_circuits::claim::SourceText;
use foldscheme_circuits::ivc::{compress, verify_compressed, Folding, Interrupt, PublicParameters};
use foldscheme_circuits::plan::plan;
use foldscheme_circuits::program::Compiled;
use foldscheme_circuits::step::witness::Recorder;
use foldscheme_lang::machine::{Limits, Machine};
use std::hint::black_box;

const FIB: &str = "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 10)";

fn prove(c: &mut Criterion) {
    let interrupt = Interrupt::new();
    let compiled = Compiled::new(vec![SourceText {
        name: "fib.scm".to_string(),
        text: FIB.to_string(),
    }])
    .expect("the program compiles");
    let plan = plan(&compiled, Limits::default(), None, &interrupt).expect("it has a plan");
    let blank = plan.blank();
    let parameters = PublicParameters::setup(&blank).expect("it has parameters");
    let machine = Machine::new(&plan.circuit.program, &plan.circuit.program.inputs);
    let mut recorder = Recorder::new(&plan.circuit, machine);
    let z0 = recorder.state();
    let mut chunk = || {
        let witness = (0..plan.chunk).map(|_| recorder.step()).collect();
        Chunk::machine(plan.circuit.clone(), plan.chunk, Some(witness))
    };
    let mut folding = Folding::new(&parameters, &chunk(), &z0).expect("the first fold is made");

    let mut group = c.benchmark_group("fib 10");
    group.sample_size(10);
    group.throughput(Throughput::Elements(
        (plan.chunk * plan.constraints_per_step) as u64,
    ));
    // A finished machine stays finished, so that there is always another fold.
    group.bench_function("fold", |b| {
        b.iter(|| {
            folding
                .step(&parameters, &chunk(), &interrupt)
                .expect("a fold is made");
        });
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("compress", |b| {
        b.iter(|| black_box(compress(&parameters, &folding, &interrupt).expect("it compresses")));
    });
    let proof = compress(&parameters, &folding, &interrupt).expect("it compresses");
    group.bench_function("verify", |b| {
        b.iter(|| {
            verify_compressed(&parameters, &proof, folding.num_steps(), &z0).expect("it verifies")
        });
    });
    group.finish();
}

criterion_group!(benches, prove);
criterion_main!(benches);
