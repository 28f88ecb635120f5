; A recurrent network reads digits row by row: a step is a row, eight steps are a digit.
;
; The state is the row to come, the cell's values, and how many digits have been read rightly. Images and weights are hidden.

(define-type weight (fixed 8 6))
(define-type value (fixed 16 8))

(define-weights W : (mat 16 16 weight))
(define-weights U : (mat 16 8 weight))
(define-weights b : (vec 16 value))
(define-weights V : (mat 10 16 weight))
(define-weights c : (vec 10 value))

(define (cell h ink)
  (saturate value (relu (+ (matvec W h) (matvec U (* ink 1/16)) b))))

(define-step (read-row [row : (nat 3)]
                       [h : (vec 16 value)]
                       [correct : (nat 16)]
                       [ink : (vec 8 (nat 5)) private]
                       [label : (nat 4) public])
  (let* ([after (cell h ink)]
         [last? (= row 7)]
         [right? (and last? (= (argmax (+ (matvec V after) c)) label))])
    (values (as (nat 3) (if last? 0 (+ row 1)))
            (if last? 0 after)
            (as (nat 16) (+ correct (if right? 1 0))))))
