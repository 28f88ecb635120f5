; How many of some hidden samples does a logistic regression with these weights tell rightly?
;
; The weights are public constants from a file, such as the state that logistic.scm led to; the claim shows them, and the count.

(define-type feature (fixed 14 10))
(define-type weight (fixed 24 16))

(define-constant w : (vec 30 weight))
(define-constant b : weight)

(define-step (test [right : (nat 16)]
                   [x : (vec 30 feature) private]
                   [y : (nat 1) private])
  (let* ([one? (> (+ (dot w x) b) 0)])
    (as (nat 16) (+ right (if one? y (- 1 y))))))
