; Stochastic gradient descent of logistic regression: a step is a sample.
;
; The claim shows the weights before and after; samples and labels are hidden.

(define-type feature (fixed 14 10))
(define-type weight (fixed 24 16))

(define-step (descend [w : (vec 30 weight)]
                      [b : weight]
                      [x : (vec 30 feature) private]
                      [y : (nat 1) private])
  (let* ([guess (sigmoid (rescale (+ (dot w x) b) 16))]
         [move (* (rescale (- y guess) 12) 1/16)])   ; a learning rate of 1/16
    (values (as weight (+ w (* x move)))
            (as weight (+ b move)))))
