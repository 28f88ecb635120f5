//! Macros: mistakes in their definitions, in their uses, and in what they make.

use crate::check;
use expect_test::expect;

#[test]
fn no_rule_fits() {
    check(
        "(define-syntax two (syntax-rules () ((_ a b) (list a b))))\n(two 1)",
        expect![[r#"
            error[E0120]: `two` is not used like this
             --> 1.scm:2:1
              |
            2 | (two 1)
              | ^^^^^^^ no pattern of the macro fits
              |
              = help: it is written `(two a b)`
        "#]],
    );
}

#[test]
fn no_rule_of_several_fits() {
    check(
        "(define-syntax my-if\n  (syntax-rules (then else)\n    ((_ c then t) (if c t #f))\n    ((_ c then t else e) (if c t e))))\n(my-if #t 1 2)",
        expect![[r#"
            error[E0120]: `my-if` is not used like this
             --> 1.scm:5:1
              |
            5 | (my-if #t 1 2)
              | ^^^^^^^^^^^^^^ no pattern of the macro fits
              |
              = help: it is written in one of these ways: `(my-if c then t)`, `(my-if c then t else e)`
        "#]],
    );
}

#[test]
fn macro_used_with_a_dot() {
    check(
        "(define-syntax two (syntax-rules () ((_ a b) (list a b))))\n(two 1 . 2)",
        expect![[r#"
            error[E0120]: `two` is not used like this
             --> 1.scm:2:1
              |
            2 | (two 1 . 2)
              | ^^^^^^^^^^^ no pattern of the macro fits
              |
              = help: it is written `(two a b)`
        "#]],
    );
}

#[test]
fn macro_as_a_value() {
    check(
        "(define-syntax inc (syntax-rules () ((_ x) (+ x 1))))\n(map inc '(1 2))",
        expect![[r#"
            error[E0130]: `inc` is a macro, not a value
             --> 1.scm:2:6
              |
            2 | (map inc '(1 2))
              |      ^^^
              |
              = help: it is used like `(inc x)`; to pass it on, put its use into a `lambda`
        "#]],
    );
}

#[test]
fn transformer_that_is_a_procedure() {
    check(
        "(define-syntax inc (lambda (form) (list '+ (cadr form) 1)))\n(inc 2)",
        expect![[r#"
            error[E0121]: this makes no macro for `inc`
             --> 1.scm:1:20
              |
            1 | (define-syntax inc (lambda (form) (list '+ (cadr form) 1)))
              |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              |
              = help: macros are made by `(syntax-rules (literal …) (pattern template) …)`
        "#]],
    );
}

#[test]
fn syntax_rules_as_a_value() {
    check(
        "(define inc (syntax-rules () ((_ x) (+ x 1))))",
        expect![[r#"
            error[E0121]: `syntax-rules` makes a macro, not a value
             --> 1.scm:1:13
              |
            1 | (define inc (syntax-rules () ((_ x) (+ x 1))))
              |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              |
              = help: a macro is bound by `(define-syntax name (syntax-rules …))`
        "#]],
    );
}

#[test]
fn definition_of_a_macro_without_rules() {
    check(
        "(define-syntax inc)",
        expect![[r#"
            error[E0104]: `define-syntax` takes a name and one macro
             --> 1.scm:1:1
              |
            1 | (define-syntax inc)
              | ^^^^^^^^^^^^^^^^^^^
              |
              = help: it is written `(define-syntax name (syntax-rules (literal …) (pattern template) …))`
        "#]],
    );
}

#[test]
fn rules_without_literals() {
    check(
        "(define-syntax inc (syntax-rules ((_ x) (+ x 1))))",
        expect![[r#"
            error[E0122]: a literal is a symbol
             --> 1.scm:1:35
              |
            1 | (define-syntax inc (syntax-rules ((_ x) (+ x 1))))
              |                                   ^^^^^
              |
              = help: the list of literals, `()` if there are none, stands before the rules
        "#]],
    );
}

#[test]
fn rules_without_a_list_of_literals() {
    check(
        "(define-syntax inc (syntax-rules))",
        expect![[r#"
            error[E0104]: `syntax-rules` needs a list of literals
             --> 1.scm:1:20
              |
            1 | (define-syntax inc (syntax-rules))
              |                    ^^^^^^^^^^^^^^
              |
              = help: it is written `(syntax-rules (literal …) (pattern template) …)`
        "#]],
    );
}

#[test]
fn literal_that_is_no_symbol() {
    check(
        "(define-syntax inc (syntax-rules (5) ((_ x) (+ x 1))))",
        expect![[r#"
            error[E0122]: a literal is a symbol
             --> 1.scm:1:35
              |
            1 | (define-syntax inc (syntax-rules (5) ((_ x) (+ x 1))))
              |                                   ^
              |
              = help: the list of literals, `()` if there are none, stands before the rules
        "#]],
    );
}

#[test]
fn rule_with_two_templates() {
    check(
        "(define-syntax both (syntax-rules () ((_ x) (emit x) x)))\n(both 1)",
        expect![[r#"
            error[E0122]: a rule is a pattern and one template
             --> 1.scm:1:38
              |
            1 | (define-syntax both (syntax-rules () ((_ x) (emit x) x)))
              |                                      ^^^^^^^^^^^^^^^^^^
              |
              = help: it is written `((_ variable …) template)`; several forms are put in a `begin`
        "#]],
    );
}

#[test]
fn pattern_that_is_no_list() {
    check(
        "(define-syntax one (syntax-rules () (_ 1)))",
        expect![[r#"
            error[E0122]: a pattern begins with the macro's name
             --> 1.scm:1:38
              |
            1 | (define-syntax one (syntax-rules () (_ 1)))
              |                                      ^
              |
              = help: it is written `(_ variable …)`; `_` stands for the macro's name
        "#]],
    );
}

#[test]
fn pattern_without_the_name() {
    check(
        "(define-syntax one (syntax-rules () ((1 x) x)))",
        expect![[r#"
            error[E0122]: a pattern begins with the macro's name
             --> 1.scm:1:38
              |
            1 | (define-syntax one (syntax-rules () ((1 x) x)))
              |                                      ^^^^^
              |
              = help: it is written `(_ variable …)`; `_` stands for the macro's name
        "#]],
    );
}

#[test]
fn pattern_with_two_ellipses() {
    check(
        "(define-syntax m (syntax-rules () ((_ a ... b ...) (list a ...))))",
        expect![[r#"
            error[E0123]: a list or vector pattern has at most one ellipsis
             --> 1.scm:1:47
              |
            1 | (define-syntax m (syntax-rules () ((_ a ... b ...) (list a ...))))
              |                                               ^^^
              |
              = help: it is written `(_ first rest ...)`; a literal `...` is listed with the literals
        "#]],
    );
}

#[test]
fn pattern_that_begins_with_an_ellipsis() {
    check(
        "(define-syntax m (syntax-rules () ((_ ... a) a)))",
        expect![[r#"
            error[E0123]: an ellipsis follows the pattern that it repeats
             --> 1.scm:1:39
              |
            1 | (define-syntax m (syntax-rules () ((_ ... a) a)))
              |                                       ^^^
              |
              = help: it is written `(_ first rest ...)`; a literal `...` is listed with the literals
        "#]],
    );
}

#[test]
fn pattern_variable_twice() {
    check(
        "(define-syntax m (syntax-rules () ((_ (a b) a) (list a b))))",
        expect![[r#"
            error[E0124]: `a` stands twice in this pattern
             --> 1.scm:1:45
              |
            1 | (define-syntax m (syntax-rules () ((_ (a b) a) (list a b))))
              |                                             ^ second time
              |
              = help: give one of the two another name, or `_` if it is not used
        "#]],
    );
}

#[test]
fn variable_without_its_ellipsis() {
    check(
        "(define-syntax m (syntax-rules () ((_ (a b ...) ...) (list a ... b ...))))",
        expect![[r#"
            error[E0125]: `b` lacks an ellipsis here
             --> 1.scm:1:66
              |
            1 | (define-syntax m (syntax-rules () ((_ (a b ...) ...) (list a ... b ...))))
              |                                                                  ^ it stands for what a repeated pattern matched
              |
              = help: in the template as many `...` must follow it as in the pattern
        "#]],
    );
}

#[test]
fn ellipsis_after_what_is_not_repeated() {
    check(
        "(define-syntax m (syntax-rules () ((_ a b ...) (list a ... b ...))))",
        expect![[r#"
            error[E0126]: more ellipses follow this than it can be repeated
             --> 1.scm:1:54
              |
            1 | (define-syntax m (syntax-rules () ((_ a b ...) (list a ... b ...))))
              |                                                      ^ nothing in it tells how often
              |
              = help: an ellipsis repeats what holds a variable that an ellipsis follows in the pattern too
        "#]],
    );
}

#[test]
fn ellipsis_alone_in_a_template() {
    check(
        "(define-syntax m (syntax-rules () ((_ a) (... a b))))",
        expect![[r#"
            error[E0123]: an ellipsis follows the template that it repeats
             --> 1.scm:1:42
              |
            1 | (define-syntax m (syntax-rules () ((_ a) (... a b))))
              |                                          ^^^^^^^^^
              |
              = help: a `...` that stands for itself is written `(... ...)`
        "#]],
    );
}

#[test]
fn repeated_together_but_of_different_number() {
    check(
        "(define-syntax zip (syntax-rules () ((_ (a ...) (b ...)) (list (cons a b) ...))))\n(zip (1 2 3) (4 5))",
        expect![[r#"
            error[E0127]: `a` and `b` of `zip` are repeated together, but stand for 3 and 2 data
             --> 1.scm:2:1
              |
            2 | (zip (1 2 3) (4 5))
              | ^^^^^^^^^^^^^^^^^^^
              |
              = help: give as many of the one as of the other
        "#]],
    );
}

#[test]
fn endless_expansion() {
    check(
        "(define-syntax again (syntax-rules () ((_ x) (again (x)))))\n(again 1)",
        expect![[r#"
            error[E0128]: the expansion of `again` does not end
             --> 1.scm:2:1
              |
            2 | (again 1)
              | ^^^^^^^^^ expansions nest at most 3000 levels; in the expansion of `again`
              |
              = help: a macro that uses itself needs a rule that does not, before the one that does
        "#]],
    );
}

#[test]
fn expansion_that_doubles() {
    check(
        "(define-syntax d (syntax-rules () ((_ a ...) (d a ... a ...))))\n(d 1)",
        expect![[r#"
            error[E0129]: the macros of this program make too much code
             --> 1.scm:2:1
              |
            2 | (d 1)
              | ^^^^^ they may build 131072 data and expressions together; in the expansion of `d`
              |
              = help: a macro that uses an operand several times doubles it with every level; bind it with `let`
        "#]],
    );
}

#[test]
fn unknown_name_in_a_template() {
    check(
        "(define-syntax m (syntax-rules () ((_ x) (+ x misspelt))))\n(m 1)",
        expect![[r#"
            error[E0101]: `misspelt` is not defined
             --> 1.scm:2:1
              |
            2 | (m 1)
              | ^^^^^ in the expansion of `m`
        "#]],
    );
}

#[test]
fn unknown_name_in_an_operand() {
    check(
        "(define-syntax m (syntax-rules () ((_ x) (+ x 1))))\n(m misspelt)",
        expect![[r#"
            error[E0101]: `misspelt` is not defined
             --> 1.scm:2:4
              |
            2 | (m misspelt)
              |    ^^^^^^^^ in the expansion of `m`
        "#]],
    );
}

#[test]
fn malformed_form_in_an_expansion() {
    check(
        "(define-syntax bind (syntax-rules () ((_ n v e) (let ((n v)) e))))\n(bind 5 6 7)",
        expect![[r#"
            error[E0113]: a name is expected here
             --> 1.scm:2:7
              |
            2 | (bind 5 6 7)
              |       ^ this is no symbol; in the expansion of `bind`
        "#]],
    );
}

#[test]
fn mistake_in_a_macro_that_another_uses() {
    check(
        "(define-syntax inner (syntax-rules () ((_ x) (car x x))))\n(define-syntax outer (syntax-rules () ((_ x) (list (inner x)))))\n(outer '(1))",
        expect![[r#"
            error[E0105]: `car` takes 1 operand, but 2 are given
             --> 1.scm:3:1
              |
            3 | (outer '(1))
              | ^^^^^^^^^^^^ in the expansion of `inner`, which `outer` uses
        "#]],
    );
}

#[test]
fn definition_from_a_macro_where_none_may_stand() {
    check(
        "(define-syntax def (syntax-rules () ((_ n v) (define n v))))\n(+ 1 (def x 2))",
        expect![[r#"
            error[E0111]: a definition stands where an expression is expected
             --> 1.scm:2:6
              |
            2 | (+ 1 (def x 2))
              |      ^^^^^^^^^ in the expansion of `def`
              |
              = help: definitions stand at the top level and in the bodies of `define`, `lambda` and the `let` forms
        "#]],
    );
}

#[test]
fn syntax_error() {
    check(
        "(define-syntax pair\n  (syntax-rules ()\n    ((_ a b) (cons a b))\n    ((_ . r) (syntax-error \"pair takes two, got\" . r))))\n(pair 1 2 3)",
        expect![[r#"
            error[E0131]: pair takes two, got 1 2 3
             --> 1.scm:5:1
              |
            5 | (pair 1 2 3)
              | ^^^^^^^^^^^^ in the expansion of `pair`
        "#]],
    );
}

#[test]
fn macro_defined_twice_in_a_body() {
    check(
        "(define (f)\n  (define-syntax m (syntax-rules () ((_) 1)))\n  (define m 2)\n  m)",
        expect![[r#"
            error[E0106]: `m` is bound twice
             --> 1.scm:3:11
              |
            3 |   (define m 2)
              |           ^ second binding
              |
             ::: 1.scm:2:18
              |
            2 |   (define-syntax m (syntax-rules () ((_) 1)))
              |                  - first binding
              |
              = help: rename one of the two, or remove it
        "#]],
    );
}

#[test]
fn ellipsis_as_a_value() {
    check(
        "(list 1 ...)",
        expect![[r#"
            error[E0108]: `...` is a keyword, not a value
             --> 1.scm:1:9
              |
            1 | (list 1 ...)
              |         ^^^
              |
              = help: `...` stands only in the rules of `syntax-rules`
        "#]],
    );
}

#[test]
fn use_of_a_macro_that_is_wrong_is_one_mistake() {
    check(
        "(define-syntax m (syntax-rules () ((_ a a) a)))\n(m 1 2)\n(m 3)",
        expect![[r#"
            error[E0124]: `a` stands twice in this pattern
             --> 1.scm:1:41
              |
            1 | (define-syntax m (syntax-rules () ((_ a a) a)))
              |                                         ^ second time
              |
              = help: give one of the two another name, or `_` if it is not used
        "#]],
    );
}

#[test]
fn hidden_keyword_is_not_a_literal() {
    check(
        "(define-syntax m (syntax-rules (else) ((_ else) 1)))\n(let ((else 2)) (m else))",
        expect![[r#"
            error[E0120]: `m` is not used like this
             --> 1.scm:2:17
              |
            2 | (let ((else 2)) (m else))
              |                 ^^^^^^^^ no pattern of the macro fits
              |
              = help: it is written `(m else)`
        "#]],
    );
}
