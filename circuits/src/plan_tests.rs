//! What is chosen for runs of different lengths.
use super::*;
use crate::claim::SourceText;
use expect_test::expect;

const FIB: Size = Size {
    fixed: 11_392,
    per_step: 357,
};

fn compiled(text: &str) -> Compiled {
    Compiled::new(vec![SourceText {
        name: "test.scm".to_string(),
        text: text.to_string(),
    }])
    .expect("it compiles")
}

#[test]
fn longer_runs_get_larger_chunks() {
    let mut table = String::new();
    for steps in [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] {
        let Choice { chunk, log, .. } = FIB.choose(steps);
        let log = log.map_or(0, |log| log);
        table += &format!("{steps} steps: chunks of {chunk}, 2^{log}\n");
    }
    expect![[r#"
        1 steps: chunks of 1, 2^14
        10 steps: chunks of 13, 2^14
        100 steps: chunks of 13, 2^14
        1000 steps: chunks of 59, 2^15
        10000 steps: chunks of 151, 2^16
        100000 steps: chunks of 702, 2^18
        1000000 steps: chunks of 702, 2^18
    "#]]
    .assert_eq(&table);
}

#[test]
fn the_choice_is_the_best_of_its_own_model() {
    for steps in [1, 17, 353, 3_945, 16_721, 200_000] {
        let best = FIB.choose(steps);
        for log in STANDARD {
            let chunk = FIB.filling(log);
            assert!(chunk == 0 || best.seconds <= FIB.choice(steps, chunk).seconds);
        }
    }
}

#[test]
fn a_step_larger_than_every_standard_size_is_folded_by_itself() {
    let huge = Size {
        fixed: 10_000,
        per_step: 1 << 21,
    };
    let choice = huge.choose(5);
    assert_eq!((choice.chunk, choice.log), (1, None));
}

#[test]
fn a_chunk_fills_its_size_and_no_more() {
    let compiled =
        compiled("(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 12)");
    let plan: Plan = plan(&compiled, Limits::default(), None, &Interrupt::new()).expect("a plan");
    let own = own_constraints::<Scalar>(plan.circuit.layout.arity());
    for log in [14, 15, 16] {
        let chunk = filling(&plan.circuit, plan.constraints_per_step, log)
            .expect("a circuit")
            .expect("a step fits");
        let size = own + chunk_constraints(&plan.circuit, chunk).expect("a circuit");
        assert!(size <= 1 << log, "{size}");
        assert!(size + 2 * plan.constraints_per_step > 1 << log, "{size}");
    }
    assert_eq!(
        filling(&plan.circuit, plan.constraints_per_step, 13).expect("a circuit"),
        None
    );
}

#[test]
fn a_given_chunk_is_kept() {
    let compiled = compiled("(define (f n) (if (= n 0) 0 (f (- n 1)))) (f 10)");
    for chunk in [1, 7, MOST_STEPS] {
        let plan: Plan =
            plan(&compiled, Limits::default(), Some(chunk), &Interrupt::new()).expect("a plan");
        assert_eq!(plan.chunk, chunk);
    }
}
