;; The sum of sum.scm over field elements: arithmetic that wraps at the field's modulus needs no
;; range checks, so a step costs a fraction of one over integers.

(define (sum n acc)
  (if (= n #field:0)
      acc
      (sum (- n #field:1) (+ acc n))))

(sum #field:100 #field:0)
