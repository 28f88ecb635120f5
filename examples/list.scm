;; A list built by recursion and folded by a loop: every pair made or taken apart is one hash.

(define (build n)
  (if (= n 0)
      '()
      (cons n (build (- n 1)))))

(define (total l acc)
  (if (null? l)
      acc
      (total (cdr l) (+ acc (car l)))))

(total (build 50) 0)
