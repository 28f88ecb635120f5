;; Six queens: the first placement of six queens, found by backtracking, none of which attacks
;; another. The list has each column's row, last column first.

(define (safe? row distance placed)
  (or (null? placed)
      (let ((other (car placed)))
        (and (not (= other row))
             (not (= other (+ row distance)))
             (not (= other (- row distance)))
             (safe? row (+ distance 1) (cdr placed))))))

;; Tries rows from `row` on in the next column; #f if there is no way.
(define (place row columns size placed)
  (cond ((= columns 0) placed)
        ((> row size) #f)
        ((and (safe? row 1 placed)
              (place 1 (- columns 1) size (cons row placed)))
         => (lambda (solution) solution))
        (else (place (+ row 1) columns size placed))))

(define (queens size) (place 1 size size '()))

(queens 6)
