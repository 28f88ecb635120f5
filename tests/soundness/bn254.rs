//! Spot checks on BN254: no variable of a step can be changed alone there either.

use crate::support::{build_steps, circuit_over, steps, LEAST};
use ff::Field;
use nova_snark::provider::bn256_grumpkin::bn256::Scalar;

const PROGRAMS: [&str; 3] = [
    "(define (f n acc) (if (= n #field:0) acc (f (- n #field:1) (/ acc n)))) (f #field:2 #field:5)",
    "(define (f n) (if (< n 1) '() (cons (quotient 7 n) (f (- n 1))))) (f 2)",
    "(emit ((lambda (k) (map k '(1 2))) (lambda (x) (* x 3))))",
];

#[test]
fn no_variable_of_a_step_on_bn254_can_be_changed_alone() {
    let mut changed = 0;
    for source in PROGRAMS {
        let circuit = circuit_over::<Scalar>(source, LEAST);
        let steps = steps(&circuit, 1000);
        // Of each block, the first step.
        let mut seen = std::collections::HashSet::new();
        for step in steps.iter().filter(|step| seen.insert(step.block)) {
            let mut cs = build_steps(&circuit, 1, &[step]).cs;
            assert!(cs.violated().is_none(), "{source}");
            let mut users: Vec<Vec<usize>> = vec![Vec::new(); cs.aux.len()];
            for (i, constraint) in cs.constraints.iter().enumerate() {
                for lc in [&constraint.a, &constraint.b, &constraint.c] {
                    for (variable, _) in lc.iter() {
                        if let bellpepper_core::Index::Aux(aux) = variable.get_unchecked() {
                            users[aux].push(i);
                        }
                    }
                }
            }
            // The state before, which comes first, is given.
            for (aux, users) in users.iter().enumerate().skip(step.z.len()) {
                let honest = cs.aux[aux];
                for wrong in [
                    honest + Scalar::ONE,
                    -honest - Scalar::ONE,
                    Scalar::from(2).pow([200]),
                ] {
                    cs.aux[aux] = wrong;
                    let caught = users.iter().any(|&i| !cs.holds(&cs.constraints[i]));
                    assert!(caught || wrong == honest, "{source}: {}", cs.names[aux]);
                    changed += 1;
                }
                cs.aux[aux] = honest;
            }
        }
    }
    assert!(changed > 5000, "{changed} changes");
}
