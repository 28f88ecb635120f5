;; A persistent hash map: how often each word occurs.

(define (count words)
  (let loop ((words words) (counts (hashmap)))
    (if (null? words)
        counts
        (loop (cdr words)
              (hashmap-update counts (car words) (lambda (n) (+ n 1)) 0)))))

(define counts (count '(row row row your boat)))

(list (hashmap-ref counts 'row 0) (hashmap-ref counts 'oar 0))
