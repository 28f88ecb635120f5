;; Mutual recursion: two procedures that call each other in tail position run as one loop.

(define (is-even? n)
  (if (= n 0) #t (is-odd? (- n 1))))

(define (is-odd? n)
  (if (= n 0) #f (is-even? (- n 1))))

(list (is-even? 100) (is-odd? 100))
