; How many of some hidden images of digits does a hidden network read rightly?
;
; A multilayer perceptron 64-16-10. The claim shows the labels, how many of them the network gets right, and the digest of the
; network; neither images nor weights.

(define-type weight (fixed 8 6))
(define-type bias (fixed 16 10))
(define-type ink (nat 5))                            ; from 0 to 16

(define-weights W1 : (mat 16 64 weight))
(define-weights b1 : (vec 16 bias))
(define-weights W2 : (mat 10 16 weight))
(define-weights b2 : (vec 10 bias))

; What speaks for each of the ten digits. Ink counts in sixteenths.
(define (network [image : (vec 64 ink)])
  (let* ([x (* image 1/16)]
         [hidden (rescale (relu (+ (matvec W1 x) b1)) 4)])
    (+ (matvec W2 hidden) b2)))

(define-step (read-digit [correct : (nat 16)]
                         [image : (vec 64 ink) private]
                         [label : (nat 4) public])
  (as (nat 16) (+ correct (if (= (argmax (network image)) label) 1 0))))
