;; Ackermann's function: few lines, deep recursion, and a call within a call's operands.

(define (ack m n)
  (cond ((= m 0) (+ n 1))
        ((= n 0) (ack (- m 1) 1))
        (else (ack (- m 1) (ack m (- n 1))))))

(ack 2 3)
