//! Every expansion ends, without call stack and in memory that is bounded.

use crate::{mistakes, run};

/// Runs on a thread with little call stack.
fn on_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    let ended = thread.spawn(test).expect("a thread").join();
    ended.expect("no panic");
}

#[track_caller]
fn one_mistake(text: &str, code: &str) {
    let shown = mistakes(text);
    let count = shown.matches("error[").count();
    let expected = format!("error[{code}]");
    assert!(shown.contains(&expected) && count == 1, "{shown}");
}

#[test]
fn endless_expansions_end() {
    on_small_stack(|| {
        for text in [
            "(define-syntax m (syntax-rules () ((_) (m)))) (m)",
            "(define-syntax m (syntax-rules () ((_ . r) (m x . r)))) (m)",
            "(define-syntax m (syntax-rules () ((_) (car (m))))) (m)",
            "(define-syntax m (syntax-rules () ((_) (begin (define x 1) (m))))) (m)",
            "(define (f) (define-syntax m (syntax-rules () ((_) (begin (define x 1) (m))))) (m) 1)",
            "(define-syntax a (syntax-rules () ((_) (b)))) (define-syntax b (syntax-rules () ((_) (a)))) (a)",
            "(define-syntax m (syntax-rules () ((_) (let () (m))))) (m)",
        ] {
            one_mistake(text, "E0128");
        }
    });
}

#[test]
fn expansions_that_double_end() {
    on_small_stack(|| {
        let double = "(define-syntax d (syntax-rules () ((_ x) (+ x x))))";
        let text = format!("{double} {}1{}", "(d ".repeat(60), ")".repeat(60));
        one_mistake(&text, "E0129");
        for text in [
            "(define-syntax m (syntax-rules () ((_ a ...) (m a ... a ...)))) (m 1)",
            "(define-syntax m (syntax-rules () ((_) (begin (m) (m))))) (m)",
            "(define-syntax m (syntax-rules () ((_ a ...) '(((((a a ...) ...) a ...) ...) a ...)))) (m 1 2)",
        ] {
            let shown = run(text);
            assert!(shown.contains("error[E012"), "{shown}");
        }
        let many = "x ".repeat(300);
        let cross = format!(
            "(define-syntax m (syntax-rules () ((_ (a ...) (b ...) (c ...) (d ...)) '((((a b c d) ...) ...) ...)))) (m ({many}) ({many}) ({many}) ({many}))"
        );
        let shown = run(&cross);
        assert!(shown.contains("error[E012"), "{shown}");
    });
}

#[test]
fn long_and_deep_uses_need_no_call_stack() {
    on_small_stack(|| {
        let or = "(define-syntax my-or (syntax-rules () ((_) #f) ((_ e) e) ((_ e r ...) (let ((t e)) (if t t (my-or r ...))))))";
        let text = format!("{or} (my-or {} 5)", "#f ".repeat(2_000));
        assert_eq!(run(&text), "5");
        let list = "(define-syntax l (syntax-rules () ((_ x ...) (list x ...))))";
        let text = format!("{list} (l {})", "1 ".repeat(20_000));
        assert_eq!(mistakes(&text), "");
        let deep = format!(
            "(define-syntax q (syntax-rules () ((_ x) 'x))) (pair? (q {}{}))",
            "(".repeat(100_000),
            ")".repeat(100_000)
        );
        assert_eq!(run(&deep), "#t");
        let rule = format!(
            "(define-syntax q (syntax-rules () ((_ x) '{}x{})))",
            "(".repeat(100_000),
            ")".repeat(100_000)
        );
        one_mistake(&rule, "E0122");
        let rule = format!(
            "(define-syntax q (syntax-rules () ((_ {}x{}) 1)))",
            "(".repeat(100_000),
            ")".repeat(100_000)
        );
        one_mistake(&rule, "E0122");
    });
}

#[test]
fn many_uses_take_time_in_proportion() {
    let inc = "(define-syntax inc (syntax-rules () ((_ x) (+ x 1))))";
    let text = format!("{inc} (define (f x) (begin {}))", "(inc x) ".repeat(50_000));
    assert_eq!(mistakes(&text), "");
}
