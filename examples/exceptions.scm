;; Exceptions are provable: a run that raises, handles and goes on, with what it could not use emitted on the way.

(define (reciprocal n)
  (if (= n 0)
      (raise 'nothing-to-divide-by)
      (quotient 1000 n)))

(define (total numbers)
  (let loop ((numbers numbers) (sum 0))
    (if (null? numbers)
        sum
        (loop (cdr numbers)
              (guard (condition
                      ((symbol? condition) (emit condition) sum)
                      ((error-object? condition)
                       (emit (error-object-message condition))
                       sum))
                (+ sum (reciprocal (car numbers))))))))

(total (list 1 0 8 'ten 4))
