; The logistic map x -> r x (1 - x) at r = 3.90625, where it is chaotic.

(define-type number (fixed 40 32))

(define-step (logistic-map [x : number])
  (as number (* 3.90625 (rescale (* x (- 1 x)) 32))))
