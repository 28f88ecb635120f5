;;; More on integers: R7RS's numeric procedures where all real numbers are exact integers.
;;;
;;; `floor`, `numerator` and their like are what R7RS makes of an integer; so is `exact?`. There
;;; is no inexact number, so `inexact` is not defined.

;; Kinds

;;; Whether the value is a number: an integer or a field element.
(define (complex? value) (number? value))

;;; Whether the value is an integer.
(define (real? value) (integer? value))

;;; Whether the value is an integer.
(define (rational? value) (integer? value))

;;; `#t` of every number: all are exact.
(define (exact? number)
  (%number number)
  #t)

;;; `#f` of every number: none is inexact.
(define (inexact? number)
  (%number number)
  #f)

;;; `#t` of every integer.
(define (finite? integer)
  (%integer integer "finite?: not an integer")
  #t)

;;; `#f` of every integer.
(define (infinite? integer)
  (%integer integer "infinite?: not an integer")
  #f)

;;; `#f` of every integer.
(define (nan? integer)
  (%integer integer "nan?: not an integer")
  #f)

;;; The value if it is an integer, else an error with this message.
(define (%integer value message)
  (if (integer? value)
      value
      (error message value)))

;; Rounding and parts

;;; The number itself: all numbers are exact.
(define (exact number) (%number number))

;;; The integer itself.
(define (floor integer)
  (%integer integer "floor: not an integer"))

;;; The integer itself.
(define (ceiling integer)
  (%integer integer "ceiling: not an integer"))

;;; The integer itself.
(define (round integer)
  (%integer integer "round: not an integer"))

;;; The integer itself.
(define (truncate integer)
  (%integer integer "truncate: not an integer"))

;;; The integer itself: its denominator is 1.
(define (numerator integer)
  (%integer integer "numerator: not an integer"))

;;; 1, as of every integer.
(define (denominator integer)
  (%integer integer "denominator: not an integer")
  1)

;;; The simplest number that differs from the first by no more than the second: the integer nearest to 0.
(define (rationalize number tolerance)
  (%nearest-to-zero (- number (abs tolerance)) (+ number (abs tolerance))))

;;; The integer nearest to 0 between two others.
(define (%nearest-to-zero least greatest)
  (cond ((< 0 least) least)
        ((< greatest 0) greatest)
        (else 0)))

;;; The greatest integer whose square is not greater than an integer that is not negative.
(define (%square-root number)
  (if (< number 2)
      number
      (%newton number (%above-root number 2))))

;;; A power of 2, from this one on, not less than the number's square root, nor greater than twice it.
(define (%above-root number power)
  (if (< power (quotient number power))
      (%above-root number (* power 2))
      power))

;;; The integer square root, approached from above by Newton's method. Nothing exceeds 2 to the power of 33.
(define (%newton number root)
  (let ((next (quotient (+ root (quotient number root)) 2)))
    (if (< next root)
        (%newton number next)
        root)))
