;;; The base of the standard library: primitives as first-class procedures, numbers, characters.
;;;
;;; In operator position a primitive's name is the primitive itself, here as everywhere; so
;;; `(define (car pair) (car pair))` defines what the name `car` means as a value. Names that begin
;;; with `%` are the library's own. A procedure's first line says what it returns.

;; Arithmetic. The cases of two numbers are there for applications of these procedures as values: each has an
;; entry of its own, which makes no list.

;;; The sum of numbers, all integers or all field elements; 0 of none.
(define (+ . numbers)
  (cond ((null? numbers) 0)
        ((null? (cdr numbers)) (+ (car numbers)))
        ((null? (cdr (cdr numbers))) (+ (car numbers) (car (cdr numbers))))
        (else (%sum (+ (car numbers)) (cdr numbers)))))

;;; The total plus all numbers.
(define (%sum total numbers)
  (if (null? numbers)
      total
      (%sum (+ total (car numbers)) (cdr numbers))))

;;; The product of numbers, all integers or all field elements; 1 of none.
(define (* . numbers)
  (cond ((null? numbers) 1)
        ((null? (cdr numbers)) (* (car numbers)))
        ((null? (cdr (cdr numbers))) (* (car numbers) (car (cdr numbers))))
        (else (%product (* (car numbers)) (cdr numbers)))))

;;; The total times all numbers.
(define (%product total numbers)
  (if (null? numbers)
      total
      (%product (* total (car numbers)) (cdr numbers))))

;;; The first number less all others; one alone is negated.
(define (- number . numbers)
  (cond ((null? numbers) (- number))
        ((null? (cdr numbers)) (- number (car numbers)))
        (else (%difference number numbers))))

;;; The total less all numbers.
(define (%difference total numbers)
  (if (null? numbers)
      total
      (%difference (- total (car numbers)) (cdr numbers))))

;;; The number with its sign changed.
(define (%negate number)
  (if (field? number)
      (- #field:0 number)
      (- 0 number)))

;;; The first field element divided by all others; the inverse of one alone.
(define (/ number . numbers)
  (cond ((null? numbers) (/ number))
        ((null? (cdr numbers)) (/ number (car numbers)))
        (else (%ratio number numbers))))

;;; The total divided by all numbers.
(define (%ratio total numbers)
  (if (null? numbers)
      total
      (%ratio (/ total (car numbers)) (cdr numbers))))

;;; The integer quotient, rounded towards zero.
(define (quotient dividend divisor) (quotient dividend divisor))

;;; The remainder of `quotient`; it has the dividend's sign.
(define (remainder dividend divisor) (remainder dividend divisor))

;;; The remainder of `floor-quotient`; it has the divisor's sign.
(define (modulo dividend divisor) (modulo dividend divisor))

;;; The same as `quotient`.
(define (truncate-quotient dividend divisor) (quotient dividend divisor))

;;; The same as `remainder`.
(define (truncate-remainder dividend divisor) (remainder dividend divisor))

;;; The integer quotient, rounded down.
(define (floor-quotient dividend divisor)
  (if (= (remainder dividend divisor) (modulo dividend divisor))
      (quotient dividend divisor)
      (- (quotient dividend divisor) 1)))

;;; The same as `modulo`.
(define (floor-remainder dividend divisor) (modulo dividend divisor))

;;; The absolute value of an integer.
(define (abs number)
  (if (< number 0)
      (- 0 number)
      number))

;;; The number times itself.
(define (square number) (* number number))

;;; The greatest of integers.
(define (max number . numbers)
  (if (null? numbers)
      (%max2 number number)
      (%max-all number numbers)))

;;; The greater of two integers.
(define (%max2 a b)
  (if (< a b) b a))

;;; The greatest of the integers seen and those to come.
(define (%max-all greatest numbers)
  (if (null? numbers)
      greatest
      (%max-all (%max2 greatest (car numbers)) (cdr numbers))))

;;; The least of integers.
(define (min number . numbers)
  (if (null? numbers)
      (%min2 number number)
      (%min-all number numbers)))

;;; The lesser of two integers.
(define (%min2 a b)
  (if (< b a) b a))

;;; The least of the integers seen and those to come.
(define (%min-all least numbers)
  (if (null? numbers)
      least
      (%min-all (%min2 least (car numbers)) (cdr numbers))))

;;; The greatest common divisor of integers; 0 of none.
(define (gcd . numbers)
  (%gcd-all 0 numbers))

;;; The greatest common divisor of the divisor and all numbers.
(define (%gcd-all divisor numbers)
  (if (null? numbers)
      divisor
      (%gcd-all (%gcd2 divisor (car numbers)) (cdr numbers))))

;;; The greatest common divisor of two integers.
(define (%gcd2 a b)
  (if (= b 0)
      (abs a)
      (%gcd2 b (remainder a b))))

;;; The least common multiple of integers; 1 of none.
(define (lcm . numbers)
  (%lcm-all 1 numbers))

;;; The least common multiple of the multiple and all numbers.
(define (%lcm-all multiple numbers)
  (if (null? numbers)
      multiple
      (%lcm-all (%lcm2 multiple (car numbers)) (cdr numbers))))

;;; The least common multiple of two integers.
(define (%lcm2 a b)
  (if (or (= a 0) (= b 0))
      0
      (abs (* a (quotient b (%gcd2 a b))))))

;;; The base, an integer or a field element, to the power of an integer that is not negative.
(define (expt base exponent)
  (if (< exponent 0)
      (error "expt: the exponent is negative" exponent)
      (%expt base exponent (if (field? base) #field:1 1))))

;;; The total times the base to the power of the exponent. The base is squared only while the
;;; result holds the square, so that nothing overflows but the result.
(define (%expt base exponent total)
  (cond ((= exponent 0) total)
        ((= exponent 1) (* total base))
        (else
         (%expt (* base base)
                (quotient exponent 2)
                (if (= (remainder exponent 2) 0)
                    total
                    (* total base))))))

;; Comparison of numbers

;;; Whether the numbers, all integers or all field elements, are equal.
(define (= number . numbers)
  (cond ((null? numbers) (= number))
        ((null? (cdr numbers)) (= number (car numbers)))
        (else (%=-all number numbers))))

;;; Whether each number equals the one before it.
(define (%=-all number numbers)
  (or (null? numbers)
      (and (= number (car numbers))
           (%=-all (car numbers) (cdr numbers)))))

;;; Whether the integers increase.
(define (< number . numbers)
  (cond ((null? numbers) (< number))
        ((null? (cdr numbers)) (< number (car numbers)))
        (else (%<-all number numbers))))

;;; Whether each integer is greater than the one before it.
(define (%<-all number numbers)
  (or (null? numbers)
      (and (< number (car numbers))
           (%<-all (car numbers) (cdr numbers)))))

;;; Whether the integers decrease.
(define (> number . numbers)
  (cond ((null? numbers) (> number))
        ((null? (cdr numbers)) (> number (car numbers)))
        (else (%>-all number numbers))))

;;; Whether each integer is less than the one before it.
(define (%>-all number numbers)
  (or (null? numbers)
      (and (> number (car numbers))
           (%>-all (car numbers) (cdr numbers)))))

;;; Whether the integers never decrease.
(define (<= number . numbers)
  (cond ((null? numbers) (<= number))
        ((null? (cdr numbers)) (<= number (car numbers)))
        (else (%<=-all number numbers))))

;;; Whether no integer is less than the one before it.
(define (%<=-all number numbers)
  (or (null? numbers)
      (and (<= number (car numbers))
           (%<=-all (car numbers) (cdr numbers)))))

;;; Whether the integers never increase.
(define (>= number . numbers)
  (cond ((null? numbers) (>= number))
        ((null? (cdr numbers)) (>= number (car numbers)))
        (else (%>=-all number numbers))))

;;; Whether no integer is greater than the one before it.
(define (%>=-all number numbers)
  (or (null? numbers)
      (and (>= number (car numbers))
           (%>=-all (car numbers) (cdr numbers)))))

;;; Whether the number is the integer or the field element zero.
(define (zero? number)
  (if (field? number)
      (= number #field:0)
      (= number 0)))

;;; Whether the integer is greater than zero.
(define (positive? number) (< 0 number))

;;; Whether the integer is less than zero.
(define (negative? number) (< number 0))

;;; Whether the integer is even.
(define (even? number) (= (remainder number 2) 0))

;;; Whether the integer is odd.
(define (odd? number) (not (= (remainder number 2) 0)))

;; Kinds of values

;;; Whether the value is a number: an integer or a field element.
(define (number? value)
  (or (integer? value) (field? value)))

;;; Whether the value is an integer.
(define (integer? value) (integer? value))

;;; Whether the value is an integer; all integers are exact.
(define (exact-integer? value) (integer? value))

;;; Whether the value is a field element.
(define (field? value) (field? value))

;;; The field element of an integer; a field element stays what it is.
(define (field number) (field number))

;;; Whether the value is `#t` or `#f`.
(define (boolean? value) (boolean? value))

;;; Whether the value is a character.
(define (char? value) (char? value))

;;; Whether the value is a symbol.
(define (symbol? value) (symbol? value))

;;; Whether the value is a string.
(define (string? value) (string? value))

;;; Whether the value is a procedure.
(define (procedure? value) (procedure? value))

;;; Whether the value is the empty list.
(define (null? value) (null? value))

;;; Whether the value is a pair.
(define (pair? value) (pair? value))

;; Equality and booleans

;;; Whether the values are the same; on pairs the same as `equal?`.
(define (eq? a b) (eq? a b))

;;; Whether the values are the same; on pairs the same as `equal?`.
(define (eqv? a b) (eqv? a b))

;;; Whether the values are the same in all their parts, in constant time.
(define (equal? a b) (equal? a b))

;;; `#t` of `#f`, `#f` of all else.
(define (not value) (not value))

;;; Whether the booleans are the same.
(define (boolean=? a b . more)
  (and (%boolean=2 a b)
       (or (null? more) (apply boolean=? b more))))

;;; Whether two booleans are the same.
(define (%boolean=2 a b)
  (if (boolean? a)
      (if (boolean? b)
          (eq? a b)
          (error "boolean=?: not a boolean" b))
      (error "boolean=?: not a boolean" a)))

;;; Whether the symbols are the same.
(define (symbol=? a b . more)
  (and (%symbol=2 a b)
       (or (null? more) (apply symbol=? b more))))

;;; Whether two symbols are the same.
(define (%symbol=2 a b)
  (if (symbol? a)
      (if (symbol? b)
          (eq? a b)
          (error "symbol=?: not a symbol" b))
      (error "symbol=?: not a symbol" a)))

;; Features

;;; The names of what this implementation offers, as `cond-expand` knows them.
(define (features) '(r7rs exact-closed full-unicode foldscheme))

;; Control

;;; Adds the value to the public output; the value.
(define (emit value) (emit value))

;;; Nothing: stops the run with an error of this message and these irritants.
(define (error message . irritants)
  (%error (cons message irritants)))

;;; What the procedure returns of the operands and then the elements of the last one, a list.
(define (apply procedure operand . operands)
  (apply procedure (%spread operand operands)))

;;; The operands and then the elements of the last one, as one list.
(define (%spread operand operands)
  (if (null? operands)
      operand
      (cons operand (%spread (car operands) (cdr operands)))))
