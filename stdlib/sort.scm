;;; Sorting.
;;;
;;; A merge sort that never copies forwards: halves sorted in one direction are merged into a list of the other
;;; direction by tail calls, so that each element costs one new pair, one comparison and at most three steps a
;;; level.

;;; The elements in the order of the predicate, which holds of two elements if the first comes
;;; before the second; equal ones keep their order. Takes a list or a vector and returns the same kind.
(define (sort items less?)
  (if (vector? items)
      (list->vector (%sort-list (%vector->list items) less?))
      (%sort-list items less?)))

;;; `sort` of a list with the predicate first.
(define (list-sort less? items) (%sort-list items less?))

;;; The list in order.
(define (%sort-list items less?)
  (if (null? items)
      '()
      (%sort-up items (%length items 0) less?)))

;;; The first `count` elements, at least one, in order.
(define (%sort-up items count less?)
  (if (= count 1)
      (cons (car items) '())
      (let ((half (quotient count 2)))
        (let ((before (%sort-down items half less?)))
          (%merge-up before
                     (%sort-down (list-tail items half) (- count half) less?)
                     less?
                     '())))))

;;; The first `count` elements, at least one, in reverse order.
(define (%sort-down items count less?)
  (if (= count 1)
      (cons (car items) '())
      (let ((half (quotient count 2)))
        (let ((before (%sort-up items half less?)))
          (%merge-down before
                       (%sort-up (list-tail items half) (- count half) less?)
                       less?
                       '())))))

;;; Two lists in reverse order, merged in order before the rest. Of equal elements the first list's come first.
(define (%merge-up before after less? rest)
  (cond ((null? before) (%reverse after rest))
        ((null? after) (%reverse before rest))
        ((less? (car after) (car before))
         (%merge-up (cdr before) after less? (cons (car before) rest)))
        (else (%merge-up before (cdr after) less? (cons (car after) rest)))))

;;; Two lists in order, merged in reverse order before the rest. Of equal elements the second list's come first.
(define (%merge-down before after less? rest)
  (cond ((null? before) (%reverse after rest))
        ((null? after) (%reverse before rest))
        ((less? (car after) (car before))
         (%merge-down before (cdr after) less? (cons (car after) rest)))
        (else (%merge-down (cdr before) after less? (cons (car before) rest)))))

;;; Whether the elements of a list are in the order of the predicate.
(define (sorted? items less?)
  (or (null? items) (%sorted? (car items) (cdr items) less?)))

;;; Whether the first element and the others are in order.
(define (%sorted? first items less?)
  (cond ((null? items) #t)
        ((less? (car items) first) #f)
        (else (%sorted? (car items) (cdr items) less?))))
