; A whole network in one proof, a step for a layer: 64-16-16-16-16-10.
;
; The three inner layers are of one shape: each has its own block of weights, W and b. The first and the last layer are of other
; shapes; the number of the layer selects among them. The image and all weights are hidden; the claim shows the digit.

(define-type weight (fixed 8 5))
(define-type bias (fixed 16 9))
(define-type value (fixed 12 4))
(define-type ink (nat 5))                            ; from 0 to 16

(define-weights W-first : (mat 16 64 weight))
(define-weights b-first : (vec 16 bias))
(define-weights W-last : (mat 10 16 weight))
(define-weights b-last : (vec 10 bias))

(define (dense W b x)
  (+ (matvec W x) b))

(define (activate x)
  (saturate value (relu x)))

(define-step (network [layer : (nat 3)]
                      [h : (vec 16 value)]
                      [digit : (nat 4)]
                      [image : (vec 64 ink) private] ; of use in the first step
                      [W : (mat 16 16 weight) weights]
                      [b : (vec 16 bias) weights])
  (let* ([first? (= layer 0)]
         [last? (= layer 4)]
         [sums (if first? (dense W-first b-first (* image 1/16)) (dense W b h))]
         [guess (argmax (dense W-last b-last h))])
    (values (as (nat 3) (+ layer 1))
            ; Nothing of the values is left at the end, so that the claim does not show them.
            (if last? 0 (activate sums))
            (if last? guess digit))))
