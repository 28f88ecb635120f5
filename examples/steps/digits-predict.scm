; What does a hidden network read in these images?
;
; The network of digits.scm. The claim shows images, predictions, and the digest of the network, which stays hidden: its owner
; can't give one answer now and another one later.

(define-type weight (fixed 8 6))
(define-type bias (fixed 16 10))
(define-type ink (nat 5))                            ; from 0 to 16

(define-weights W1 : (mat 16 64 weight))
(define-weights b1 : (vec 16 bias))
(define-weights W2 : (mat 10 16 weight))
(define-weights b2 : (vec 10 bias))

(define (network [image : (vec 64 ink)])
  (let* ([x (* image 1/16)]
         [hidden (rescale (relu (+ (matvec W1 x) b1)) 4)])
    (+ (matvec W2 hidden) b2)))

(define-step (predict [images : (nat 16)]
                      [image : (vec 64 ink) public]
                      [digit : (nat 4) public])
  (assert (= (argmax (network image)) digit) "the network reads another digit")
  (as (nat 16) (+ images 1)))
