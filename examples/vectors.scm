;; Vectors are balanced trees: finding an element takes a number of hashes that grows with the logarithm of the
;; length, and a changed copy shares the rest with the original.

(define (search sorted key)
  (let loop ((low 0) (high (vector-length sorted)))
    (if (< low high)
        (let* ((middle (quotient (+ low high) 2))
               (found (vector-ref sorted middle)))
          (cond ((= found key) middle)
                ((< found key) (loop (+ middle 1) high))
                (else (loop low middle))))
        #f)))

(define squares #(0 1 4 9 16 25 36 49 64))

(list (search squares 36) (search squares 37))
