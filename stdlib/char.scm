;;; Characters.
;;;
;;; Classes and cases are Unicode's, by the table of `unicode.scm`; those of ASCII are found without it. Case is
;;; changed one character for one. Comparisons are of the characters' numbers.

;;; The number of a character in Unicode.
(define (char->integer char) (char->integer char))

;;; The character of a number in Unicode.
(define (integer->char number)
  (if (or (<= 0 number #xd7ff)
          (<= #xe000 number #x10ffff))
      (%integer->char number)
      (error "integer->char: no character has this number" number)))

;;; Whether the characters are the same.
(define (char=? a b . more)
  (and (%char=2 a b)
       (or (null? more) (apply char=? b more))))

;;; Whether two characters are the same.
(define (%char=2 a b) (= (char->integer a) (char->integer b)))

;;; Whether the characters' numbers increase.
(define (char<? a b . more)
  (and (%char<2 a b)
       (or (null? more) (apply char<? b more))))

;;; Whether the first character's number is less.
(define (%char<2 a b) (< (char->integer a) (char->integer b)))

;;; Whether the characters' numbers decrease.
(define (char>? a b . more)
  (and (%char>2 a b)
       (or (null? more) (apply char>? b more))))

;;; Whether the first character's number is greater.
(define (%char>2 a b) (> (char->integer a) (char->integer b)))

;;; Whether the characters' numbers never decrease.
(define (char<=? a b . more)
  (and (%char<=2 a b)
       (or (null? more) (apply char<=? b more))))

;;; Whether the first character's number is not greater.
(define (%char<=2 a b) (<= (char->integer a) (char->integer b)))

;;; Whether the characters' numbers never increase.
(define (char>=? a b . more)
  (and (%char>=2 a b)
       (or (null? more) (apply char>=? b more))))

;;; Whether the first character's number is not less.
(define (%char>=2 a b) (>= (char->integer a) (char->integer b)))

;;; `char=?` without differences of case.
(define (char-ci=? a b . more)
  (apply char=? (char-foldcase a) (char-foldcase b) (%map1 char-foldcase more)))

;;; `char-ci=?` of two characters.
(define (%char-ci=2 a b) (eq? (char-foldcase a) (char-foldcase b)))

;;; `char<?` without differences of case.
(define (char-ci<? a b . more)
  (apply char<? (char-foldcase a) (char-foldcase b) (%map1 char-foldcase more)))

;;; `char>?` without differences of case.
(define (char-ci>? a b . more)
  (apply char>? (char-foldcase a) (char-foldcase b) (%map1 char-foldcase more)))

;;; `char<=?` without differences of case.
(define (char-ci<=? a b . more)
  (apply char<=? (char-foldcase a) (char-foldcase b) (%map1 char-foldcase more)))

;;; `char>=?` without differences of case.
(define (char-ci>=? a b . more)
  (apply char>=? (char-foldcase a) (char-foldcase b) (%map1 char-foldcase more)))

;; Classes

;;; What the table says of a character, given by its number.
(define (%class code) (%class-in code (%unicode)))

;;; The leaf that the code leads to: a node is a pair that begins with a number.
(define (%class-in code tree)
  (if (and (pair? tree) (integer? (car tree)))
      (%class-in code
                 (if (< code (car tree))
                     (car (cdr tree))
                     (cdr (cdr tree))))
      tree))

;;; Whether the character is a letter.
(define (char-alphabetic? char)
  (let ((code (char->integer char)))
    (if (< code 128)
        (or (<= 97 code 122) (<= 65 code 90))
        (%letter? (%class code)))))

;;; Whether a class is one of letters.
(define (%letter? class)
  (and class (not (integer? class))))

;;; Whether the character is a decimal digit.
(define (char-numeric? char)
  (let ((code (char->integer char)))
    (if (< code 128)
        (<= 48 code 57)
        (integer? (%class code)))))

;;; The value of a decimal digit; `#f` of any other character.
(define (digit-value char)
  (let ((code (char->integer char)))
    (if (< code 128)
        (and (<= 48 code 57) (- code 48))
        (let ((class (%class code)))
          (and (integer? class) (modulo (- code class) 10))))))

;;; Whether the character is white space.
(define (char-whitespace? char)
  (let ((code (char->integer char)))
    (cond ((< code 128) (or (= code 32) (<= 9 code 13)))
          ((< code 8192) (or (= code #x85) (= code #xa0) (= code #x1680)))
          (else (or (<= code #x200a)
                    (= code #x2028)
                    (= code #x2029)
                    (= code #x202f)
                    (= code #x205f)
                    (= code #x3000))))))

;;; Whether the character is an upper case letter.
(define (char-upper-case? char)
  (let ((code (char->integer char)))
    (if (< code 128)
        (<= 65 code 90)
        (%cased? code (%class code) 'u 'e))))

;;; Whether the character is a lower case letter.
(define (char-lower-case? char)
  (let ((code (char->integer char)))
    (if (< code 128)
        (<= 97 code 122)
        (%cased? code (%class code) 'l 'o))))

;;; Whether a class has the case of this name; `even` is the class of pairs whose even codes have it.
(define (%cased? code class case even)
  (cond ((pair? class) (eq? (car class) case))
        ((memq class '(e o)) (eq? (eq? class even) (even? code)))
        (else #f)))

;; Case

;;; The character in upper case.
(define (char-upcase char)
  (let ((code (char->integer char)))
    (if (< code 128)
        (if (<= 97 code 122)
            (%integer->char (- code 32))
            char)
        (let ((class (%class code)))
          (cond ((%cased? code class 'l 'o)
                 (%integer->char (+ code (if (pair? class) (cdr class) -1))))
                ((and (pair? class) (eq? (car class) 't))
                 (%integer->char (+ code (cdr (cdr class)))))
                (else char))))))

;;; The character in lower case.
(define (char-downcase char)
  (let ((code (char->integer char)))
    (if (< code 128)
        (if (<= 65 code 90)
            (%integer->char (+ code 32))
            char)
        (let ((class (%class code)))
          (cond ((%cased? code class 'u 'e)
                 (%integer->char (+ code (if (pair? class) (cdr class) 1))))
                ((and (pair? class) (eq? (car class) 't))
                 (%integer->char (+ code (car (cdr class)))))
                (else char))))))

;;; The character without differences of case: the lower case of its upper case.
(define (char-foldcase char) (char-downcase (char-upcase char)))
