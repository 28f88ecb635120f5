;; Euclid's algorithm: the greatest common divisor by remainders, a division with checked quotient
;; and remainder in every step.

(define (euclid a b)
  (if (= b 0)
      a
      (euclid b (remainder a b))))

(euclid 1071 462)
