(define three 3)
