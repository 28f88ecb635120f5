(define-library (twice)
  (export twice)
  (import (scheme base))
  (begin (define (twice n) (* 2 n))))
