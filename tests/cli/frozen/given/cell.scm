(define-type q (fixed 12 4))
(define-weights W : (mat 2 2 q))
(define-constant b : (vec 2 q))
(define-step (cell [h : (vec 2 q)]
                   [x : (vec 2 q) private]
                   [y : (nat 3) public]
                   [V : (vec 2 q) weights])
  (saturate q (+ (matvec W h) (* y x) (* V 0.5) b)))
