;; A hygienic macro: `sum-of` is a loop written as mathematics is. The names that it introduces, `total` and
;; `loop`, can't be confused with the program's own.

(define-syntax sum-of
  (syntax-rules (for from to)
    ((_ expression for name from first to last)
     (let loop ((name first) (total 0))
       (if (< last name)
           total
           (loop (+ name 1) (+ total expression)))))))

(define total 10)

(sum-of (* total i i) for i from 1 to 5)
