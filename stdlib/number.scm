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

;; Two results

;;; The quotient, rounded down, and its remainder.
(define (floor/ dividend divisor)
  (values (floor-quotient dividend divisor) (modulo dividend divisor)))

;;; The quotient, rounded towards zero, and its remainder.
(define (truncate/ dividend divisor)
  (values (quotient dividend divisor) (remainder dividend divisor)))

;;; The greatest integer whose square is not greater than an integer that is not negative, and the difference.
(define (exact-integer-sqrt number)
  (if (<= 0 number)
      (let ((root (%square-root number)))
        (values root (- number (* root root))))
      (error "exact-integer-sqrt: the number is negative" number)))

;; Text

;;; The digits of an integer in a base from 2 to 36, by default 10, as a string.
(define (number->string number . radix)
  (%number->string number (if (null? radix) 10 (%radix (car radix)))))

;;; `number->string` in base 10.
(define (%number->string10 number) (%number->string number 10))

;;; `number->string` of all its operands.
(define (%number->string number radix)
  (%integer number "number->string: not an integer")
  (%list->string
   (if (< number 0)
       (cons #\- (%digits number radix '()))
       ;; Digits are taken from negative numbers, of which there is one more.
       (%digits (- 0 number) radix '()))))

;;; The base if it is one.
(define (%radix radix)
  (if (<= 2 radix 36)
      radix
      (error "the base of a number's text is from 2 to 36" radix)))

;;; The digits of the opposite of a number that is not positive, and then the rest.
(define (%digits number radix rest)
  (let ((rest (cons (%digit (- 0 (remainder number radix))) rest))
        (number (quotient number radix)))
    (if (= number 0)
        rest
        (%digits number radix rest))))

;;; The character of a digit.
(define (%digit value)
  (%integer->char (+ value (if (< value 10) 48 87))))

;;; The integer that a string is the text of in a base, by default 10; `#f` if it is none or no 64-bit integer. The prefixes
;;; `#x`, `#d`, `#o`, `#b` and `#e` are understood; fractions, decimals and exponents are not numbers here.
(define (string->number string . radix)
  (%prefixed (%chars string) (if (null? radix) 10 (%radix (car radix)))))

;;; The integer of characters that may begin with prefixes.
(define (%prefixed chars radix)
  (if (and (pair? chars) (eq? (car chars) #\#) (pair? (cdr chars)))
      (let ((rest (cdr (cdr chars))))
        (case (car (cdr chars))
          ((#\x #\X) (%prefixed rest 16))
          ((#\d #\D) (%prefixed rest 10))
          ((#\o #\O) (%prefixed rest 8))
          ((#\b #\B) (%prefixed rest 2))
          ((#\e #\E) (%prefixed rest radix))
          (else #f)))
      (%signed chars radix)))

;;; The integer of characters that may begin with a sign.
(define (%signed chars radix)
  (cond ((null? chars) #f)
        ((eq? (car chars) #\-) (%unsigned (cdr chars) radix #t))
        ((eq? (car chars) #\+) (%unsigned (cdr chars) radix #f))
        (else (%unsigned chars radix #f))))

;;; The integer of at least one digit.
(define (%unsigned chars radix negative?)
  (if (null? chars)
      #f
      (%from-digits chars radix negative? 0)))

;;; The integer of digits that follow those of the total's opposite: a negative total, since there is one more
;;; negative number.
(define (%from-digits chars radix negative? total)
  (if (null? chars)
      (cond (negative? total)
            ((= total -9223372036854775808) #f)
            (else (- 0 total)))
      (let ((digit (%digit-value (char->integer (car chars)))))
        (if (and (< digit radix)
                 (<= (quotient (+ -9223372036854775808 digit) radix) total))
            (%from-digits (cdr chars) radix negative? (- (* total radix) digit))
            #f))))

;;; The value of a digit, given by its code; 36 of another character.
(define (%digit-value code)
  (cond ((<= 48 code 57) (- code 48))
        ((<= 97 code 122) (- code 87))
        ((<= 65 code 90) (- code 55))
        (else 36)))
