;; Naive Fibonacci: two recursive calls, so every step pushes or pops a frame of the stack.
;; (fib 10) takes 353 steps; the operand is a public input of the proof.

(define (fib n)
  (if (< n 2)
      n
      (+ (fib (- n 1)) (fib (- n 2)))))

(fib 10)
