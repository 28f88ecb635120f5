;;; Strings and symbols.
;;;
;;; A string is never changed. It is held as the list of its characters, so that making a string of such a list, or the
;;; list of a string, is free, and any other procedure costs in proportion to what it reads: `string-ref` and
;;; `string-length` as many pairs as there are characters before the place. Comparing for equality takes constant time.

;; Strings and lists

;;; The characters of a string as a list, free of cost.
(define (%chars string)
  (if (eq? string "")
      '()
      (%string->pair string)))

;;; The list itself if it holds only characters.
(define (%char-list items)
  (if (%all-chars? items)
      items
      (error "list->string: not a list of characters" items)))

;;; Whether the value is a list of characters.
(define (%all-chars? items)
  (cond ((null? items) #t)
        ((not (pair? items)) #f)
        ((char? (car items)) (%all-chars? (cdr items)))
        (else #f)))

;;; The string of a list of characters.
(define (list->string chars) (%list->string (%char-list chars)))

;;; The characters of a string as a list, from an index on and before another, by default all.
(define (string->list string . range) (%part-by (%chars string) range))

;;; `string->list` of one operand.
(define (%string->list string) (%chars string))

;;; The elements of a list in a range: a list of an index and perhaps of a second one, before which it ends.
(define (%part-by items range)
  (cond ((null? range) items)
        ((null? (cdr range)) (%part-from items (car range) (car range) 'end))
        (else (%part items (car range) (cadr range)))))

;;; The elements from this many on. The range is for the error.
(define (%part-from items count start end)
  (cond ((= count 0) items)
        ((or (null? items) (< count 0)) (%bad-range start end))
        (else (%part-from (cdr items) (- count 1) start end))))

;;; The elements from an index on and before another.
(define (%part items start end)
  (if (<= start end)
      (%first-part (%part-from items start start end) (- end start) start end)
      (%bad-range start end)))

;;; So many elements.
(define (%first-part items count start end)
  (cond ((= count 0) '())
        ((null? items) (%bad-range start end))
        (else (cons (car items) (%first-part (cdr items) (- count 1) start end)))))

;;; An error.
(define (%bad-range start end)
  (error "this range goes beyond the sequence; from and before:" start end))

;; Making strings

;;; The string of the operands, characters.
(define (string . chars) (list->string chars))

;;; A string of as many equal characters, by default spaces.
(define (make-string count . fill)
  (list->string (%make-list count (if (null? fill) #\space (car fill)) '())))

;;; The characters of all strings in one string.
(define (string-append . strings) (string-concatenate strings))

;;; `string-append` of two strings.
(define (%string-append2 a b)
  (%list->string (%append2 (%chars a) (%chars b))))

;;; The characters of all strings of a list in one string.
(define (string-concatenate strings)
  (%list->string (%chars-of-all strings)))

;;; The characters of all strings of a list.
(define (%chars-of-all strings)
  (if (null? strings)
      '()
      (%append2 (%chars (car strings)) (%chars-of-all (cdr strings)))))

;;; The strings of a list in one string with a delimiter, by default a space, between them.
(define (string-join strings . delimiter)
  (%string-join2 strings (if (null? delimiter) " " (car delimiter))))

;;; `string-join` with its delimiter.
(define (%string-join2 strings delimiter)
  (if (null? strings)
      ""
      (%string-join strings delimiter)))

;;; `string-join` of at least one string.
(define (%string-join strings delimiter)
  (%list->string (%joined (%chars (car strings)) (cdr strings) (%chars delimiter))))

;;; The characters, and the delimiter's and a string's for each of the strings.
(define (%joined chars strings delimiter)
  (if (null? strings)
      chars
      (%append2 chars
                (%append2 delimiter
                          (%joined (%chars (car strings)) (cdr strings) delimiter)))))

;; Parts

;;; The number of characters.
(define (string-length string) (%length (%chars string) 0))

;;; The character with this index, counted from 0.
(define (string-ref string index)
  (%char-at (%chars string) index index))

;;; The character after so many others. The index is for the error.
(define (%char-at chars count index)
  (cond ((or (null? chars) (< count 0))
         (error "string-ref: the index is out of range:" index))
        ((= count 0) (car chars))
        (else (%char-at (cdr chars) (- count 1) index))))

;;; The characters from an index on and before another.
(define (substring string start end)
  (%list->string (%part (%chars string) start end)))

;;; The characters from an index on and before another, by default all.
(define (string-copy string . range)
  (%list->string (%part-by (%chars string) range)))

;;; The first so many characters.
(define (string-take string count) (substring string 0 count))

;;; The characters after the first so many.
(define (string-drop string count)
  (%list->string (%part-from (%chars string) count count 'end)))

;;; The characters in reverse order.
(define (string-reverse string)
  (%list->string (%reverse (%chars string) '())))

;;; Whether the string is empty.
(define (string-null? string) (null? (%chars string)))

;;; The string without those characters at its beginning that a predicate holds of, by default white space.
(define (string-trim string . predicate)
  (%list->string (%trim string predicate)))

;;; The string without those characters at its end that a predicate holds of, by default white space.
(define (string-trim-right string . predicate)
  (%list->string (%trim-right (%chars string) predicate)))

;;; The string without those characters at both ends that a predicate holds of, by default white space.
(define (string-trim-both string . predicate)
  (%list->string (%trim-right (%trim string predicate) predicate)))

;;; The characters without the first ones that a predicate holds of.
(define (%trim string predicate)
  (drop-while (%char-test (if (null? predicate) char-whitespace? (car predicate)))
              (%chars string)))

;;; The characters without the last ones that a predicate holds of.
(define (%trim-right chars predicate)
  (%reverse (drop-while (%char-test (if (null? predicate) char-whitespace? (car predicate)))
                        (%reverse chars '()))
            '()))

;;; The predicate itself, or for a character whether another is the same.
(define (%char-test test)
  (if (char? test)
      (lambda (char) (eq? char test))
      test))

;;; The last so many characters, with characters, by default spaces, before them if there are too few.
(define (string-pad string count . fill)
  (%list->string
   (%padded (%reverse (%chars string) '()) count (if (null? fill) #\space (car fill)) '())))

;;; The first so many characters, with characters, by default spaces, after them if there are too few.
(define (string-pad-right string count . fill)
  (%list->string
   (%reverse (%padded (%chars string) count (if (null? fill) #\space (car fill)) '()) '())))

;;; So many characters, the filling ones last, in reverse order before the rest.
(define (%padded chars count fill rest)
  (cond ((= count 0) rest)
        ((null? chars) (%padded chars (- count 1) fill (cons fill rest)))
        (else (%padded (cdr chars) (- count 1) fill (cons (car chars) rest)))))

;; Mapping

;;; The string of the characters that the procedure returns of the characters of each string, in order.
(define (string-map procedure string . strings)
  (list->string
   (if (null? strings)
       (%map1 procedure (%chars string))
       (%map-n procedure (cons (%chars string) (%map1 %chars strings))))))

;;; `string-map` of one string.
(define (%string-map1 procedure string)
  (list->string (%map1 procedure (%chars string))))

;;; Unspecified: calls the procedure on the characters of each string, in order.
(define (string-for-each procedure string . strings)
  (if (null? strings)
      (%for-each1 procedure (%chars string))
      (%for-each-n procedure (cons (%chars string) (%map1 %chars strings)))))

;;; `string-for-each` of one string.
(define (%string-for-each1 procedure string)
  (%for-each1 procedure (%chars string)))

;;; How many characters a predicate holds of, or are a character.
(define (string-count string test)
  (%count1 (%char-test test) (%chars string) 0))

;;; The string in upper case, character by character: of `ß`, which has no upper case of one character, itself.
(define (string-upcase string)
  (%list->string (%map1 char-upcase (%chars string))))

;;; The string in lower case, character by character.
(define (string-downcase string)
  (%list->string (%map1 char-downcase (%chars string))))

;;; The string without differences of case, character by character.
(define (string-foldcase string)
  (%list->string (%map1 char-foldcase (%chars string))))

;; Searching

;;; The index of the first character that a predicate holds of, or that is a character; `#f` if there is none.
(define (string-index string test)
  (%list-index1 (%char-test test) (%chars string) 0))

;;; The index of the first place where the second string stands in the first; `#f` if there is none.
(define (string-contains string part)
  (%contains (%chars string) (%chars part) 0))

;;; `string-contains` of lists, of which the first begins at this index.
(define (%contains chars part index)
  (cond ((%begins? part chars) index)
        ((null? chars) #f)
        (else (%contains (cdr chars) part (+ index 1)))))

;;; Whether the second list begins with the elements of the first.
(define (%begins? part chars)
  (cond ((null? part) #t)
        ((null? chars) #f)
        ((eq? (car part) (car chars)) (%begins? (cdr part) (cdr chars)))
        (else #f)))

;;; Whether the second string begins with the first.
(define (string-prefix? prefix string)
  (%begins? (%chars prefix) (%chars string)))

;;; Whether the second string ends in the first.
(define (string-suffix? suffix string)
  (%begins? (%reverse (%chars suffix) '()) (%reverse (%chars string) '())))

;;; The strings between the characters that a predicate holds of, or that are a character.
(define (string-split string test)
  (%split (%chars string) (%char-test test) '()))

;;; The strings between characters, of which the first begins with these, in reverse order.
(define (%split chars test word)
  (cond ((null? chars) (cons (%word word) '()))
        ((test (car chars)) (cons (%word word) (%split (cdr chars) test '())))
        (else (%split (cdr chars) test (cons (car chars) word)))))

;;; The string of characters in reverse order.
(define (%word chars) (%list->string (%reverse chars '())))

;; Order: by the numbers of the characters

;;; Whether the strings are the same.
(define (string=? a b . more)
  (and (%string=2 a b)
       (or (null? more) (apply string=? b more))))

;;; Whether two strings are the same.
(define (%string=2 a b)
  (if (string? a)
      (if (string? b)
          (eq? a b)
          (error "string=?: not a string" b))
      (error "string=?: not a string" a)))

;;; Whether the strings increase.
(define (string<? a b . more)
  (and (%string<2 a b)
       (or (null? more) (apply string<? b more))))

;;; Whether the first string is less.
(define (%string<2 a b) (%chars<? (%chars a) (%chars b)))

;;; Whether the first list of characters is less.
(define (%chars<? a b)
  (cond ((null? b) #f)
        ((null? a) #t)
        ((eq? (car a) (car b)) (%chars<? (cdr a) (cdr b)))
        (else (< (char->integer (car a)) (char->integer (car b))))))

;;; Whether the strings decrease.
(define (string>? a b . more)
  (and (%string<2 b a)
       (or (null? more) (apply string>? b more))))

;;; Whether the first string is greater.
(define (%string>2 a b) (%string<2 b a))

;;; Whether the strings never decrease.
(define (string<=? a b . more)
  (and (%string<=2 a b)
       (or (null? more) (apply string<=? b more))))

;;; Whether the first string is not greater.
(define (%string<=2 a b) (not (%string<2 b a)))

;;; Whether the strings never increase.
(define (string>=? a b . more)
  (and (%string>=2 a b)
       (or (null? more) (apply string>=? b more))))

;;; Whether the first string is not less.
(define (%string>=2 a b) (not (%string<2 a b)))

;;; `string=?` without differences of case.
(define (string-ci=? a b . more)
  (apply string=? (string-foldcase a) (string-foldcase b) (%map1 string-foldcase more)))

;;; `string<?` without differences of case.
(define (string-ci<? a b . more)
  (apply string<? (string-foldcase a) (string-foldcase b) (%map1 string-foldcase more)))

;;; `string>?` without differences of case.
(define (string-ci>? a b . more)
  (apply string>? (string-foldcase a) (string-foldcase b) (%map1 string-foldcase more)))

;;; `string<=?` without differences of case.
(define (string-ci<=? a b . more)
  (apply string<=? (string-foldcase a) (string-foldcase b) (%map1 string-foldcase more)))

;;; `string>=?` without differences of case.
(define (string-ci>=? a b . more)
  (apply string>=? (string-foldcase a) (string-foldcase b) (%map1 string-foldcase more)))

;; Symbols

;;; The name of a symbol, free of cost.
(define (symbol->string symbol) (symbol->string symbol))

;;; The symbol of this name, free of cost.
(define (string->symbol string) (string->symbol string))

;;; The symbol whose name is the names of all symbols in one.
(define (symbol-append . symbols)
  (string->symbol (string-concatenate (%map1 symbol->string symbols))))
