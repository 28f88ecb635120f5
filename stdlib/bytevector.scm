;;; Bytevectors: vectors of integers from 0 to 255, held like vectors.

;;; Whether the value is a bytevector.
(define (bytevector? value) (bytevector? value))

;;; The bytevector of the operands.
(define (bytevector . bytes) (%list->bytevector bytes))

;;; The bytevector of the elements of a list.
(define (%list->bytevector bytes)
  (%pair->bytevector (%body (%bytes bytes bytes))))

;;; The whole list if the elements are integers from 0 to 255.
(define (%bytes bytes whole)
  (cond ((null? bytes) whole)
        ((%byte? (car bytes)) (%bytes (cdr bytes) whole))
        (else (error "not an integer from 0 to 255:" (car bytes)))))

;;; Whether the value is an integer from 0 to 255.
(define (%byte? value)
  (and (integer? value) (<= 0 value 255)))

;;; The value if it is an integer from 0 to 255.
(define (%byte value)
  (if (%byte? value)
      value
      (error "not an integer from 0 to 255:" value)))

;;; A bytevector of as many equal elements, by default 0.
(define (make-bytevector length . fill)
  (%pair->bytevector (%filled-body length (if (null? fill) 0 (%byte (car fill))))))

;;; The number of elements.
(define (bytevector-length bytes) (car (%bytevector->pair bytes)))

;;; The element with this index, counted from 0.
(define (bytevector-u8-ref bytes index)
  (%body-ref (%bytevector->pair bytes)
             index
             "bytevector-u8-ref: the index is out of range; index and length:"))

;;; The bytevector with another element at this index: a new one, unlike in R7RS.
(define (bytevector-u8-set bytes index byte)
  (%pair->bytevector
   (%body-set (%bytevector->pair bytes)
              index
              (%byte byte)
              "bytevector-u8-set: the index is out of range; index and length:")))

;;; The elements as a list.
(define (%bytevector->list bytes) (%elements (%bytevector->pair bytes)))

;;; The bytevector of a list of bytes that are known to be some.
(define (%bytevector-of bytes) (%pair->bytevector (%body bytes)))

;;; The elements from an index on and before another, by default all.
(define (bytevector-copy bytes . range)
  (%bytevector-of (%part-by (%bytevector->list bytes) range)))

;;; The elements of all bytevectors in one.
(define (bytevector-append . all)
  (%bytevector-of (%append-all (%map1 %bytevector->list all))))

;;; The bytevector with the byte at all indices from one on and before another, by default at all: a new one, unlike in
;;; R7RS.
(define (bytevector-fill bytes byte . range)
  (let ((length (bytevector-length bytes)))
    (%bytevector-of
     (%fill-from (%bytevector->list bytes)
                 (%byte byte)
                 (if (null? range) 0 (car range))
                 (if (or (null? range) (null? (cdr range))) length (cadr range))))))

;; UTF-8

;;; The bytes of a string, from an index on and before another, by default all, in UTF-8.
(define (string->utf8 string . range)
  (%bytevector-of (%encode (%part-by (%chars string) range))))

;;; The bytes of characters.
(define (%encode chars)
  (if (null? chars)
      '()
      (let ((code (char->integer (car chars))))
        (cond ((< code #x80) (cons code (%encode (cdr chars))))
              ((< code #x800)
               (cons (+ #xc0 (quotient code #x40))
                     (cons (%continuation code) (%encode (cdr chars)))))
              ((< code #x10000)
               (cons (+ #xe0 (quotient code #x1000))
                     (cons (%continuation (quotient code #x40))
                           (cons (%continuation code) (%encode (cdr chars))))))
              (else
               (cons (+ #xf0 (quotient code #x40000))
                     (cons (%continuation (quotient code #x1000))
                           (cons (%continuation (quotient code #x40))
                                 (cons (%continuation code) (%encode (cdr chars)))))))))))

;;; The byte of the lowest six bits.
(define (%continuation code) (+ #x80 (remainder code #x40)))

;;; The string of bytes in UTF-8, from an index on and before another, by default all.
(define (utf8->string bytes . range)
  (%list->string (%decode (%part-by (%bytevector->list bytes) range))))

;;; The characters of bytes.
(define (%decode bytes)
  (if (null? bytes)
      '()
      (let ((first (car bytes)))
        (cond ((< first #x80)
               (cons (%integer->char first) (%decode (cdr bytes))))
              ((<= #xc2 first #xdf) (%decode-rest (cdr bytes) 1 (- first #xc0) #x80))
              ((<= #xe0 first #xef) (%decode-rest (cdr bytes) 2 (- first #xe0) #x800))
              ((<= #xf0 first #xf4) (%decode-rest (cdr bytes) 3 (- first #xf0) #x10000))
              (else (%not-utf8 first))))))

;;; The characters of bytes that begin with so many of one whose code is not less than the least.
(define (%decode-rest bytes count code least)
  (cond ((= count 0)
         (if (<= least code)
             (let ((char (integer->char code)))
               (cons char (%decode bytes)))
             (%not-utf8 code)))
        ((and (pair? bytes) (<= #x80 (car bytes) #xbf))
         (%decode-rest (cdr bytes) (- count 1) (+ (* code #x40) (- (car bytes) #x80)) least))
        (else (%not-utf8 code))))

;;; An error.
(define (%not-utf8 found)
  (error "utf8->string: this is not UTF-8:" found))
