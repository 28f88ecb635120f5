;; A tail-recursive sum: a loop keeps nothing on the stack, so a step is cheap to prove.

(define (sum n acc)
  (if (= n 0)
      acc
      (sum (- n 1) (+ acc n))))

(sum 100 0)
