; A 3x3 convolution from two channels to two on 28x28 numbers, repeated: each layer has its own hidden kernels.
;
; The claim shows what goes into the first layer and what comes out of the last. Rounding and rectifying are one decomposition of bits;
; a value that is out of range stops the run.

(define-type value (fixed 16 8))

(define-step (layer [x : (tensor (2 28 28) value)]
                    [K : (tensor (2 2 3 3) (fixed 8 6)) weights]
                    [b : (vec 2 (fixed 16 14)) weights])
  (as value (relu (map + (conv2d x K 1 1) b))))
