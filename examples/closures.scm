;; Procedures that take and make procedures: each `lambda` captures variables of where it stands,
;; and a proof commits to what it captured.

(define (compose f g)
  (lambda (x) (f (g x))))

(define (add n)
  (lambda (x) (+ x n)))

(define (scale n)
  (lambda (x) (* x n)))

(define (repeat f n)
  (if (= n 0)
      (lambda (x) x)
      (compose f (repeat f (- n 1)))))

(define double-then-add (compose (add 3) (scale 2)))

(map (repeat double-then-add 3) '(1 2 3 4))
