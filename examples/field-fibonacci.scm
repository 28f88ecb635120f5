;; Fibonacci numbers in a loop of field arithmetic: the 1,000th is far beyond 64 bits and is given
;; modulo the field's prime.

(define (fibonacci n)
  (let loop ((n n) (a #field:0) (b #field:1))
    (if (= n #field:0)
        a
        (loop (- n #field:1) b (+ a b)))))

(fibonacci #field:1000)
