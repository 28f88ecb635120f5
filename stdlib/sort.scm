;;; Sorting.
;;;
;;; A merge sort that never copies forwards: halves sorted in one direction are merged into a list of the other
;;; direction by tail calls, so that at each level an element costs one call of the comparison and one new pair.

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
      (let* ((half (quotient count 2))
             (before (%sort-down items half less?))
             (after (%sort-down (list-tail items half) (- count half) less?)))
        (%merge-up (car before) (cdr before) (car after) (cdr after) less? '()))))

;;; The first `count` elements, at least one, in reverse order.
(define (%sort-down items count less?)
  (if (= count 1)
      (cons (car items) '())
      (let* ((half (quotient count 2))
             (before (%sort-up items half less?))
             (after (%sort-up (list-tail items half) (- count half) less?)))
        (%merge-down (car before) (cdr before) (car after) (cdr after) less? '()))))

;;; Two lists in reverse order, each a first element and the others, merged in order before the rest. Of equal elements
;;; the first list's come first.
(define (%merge-up b before a after less? rest)
  (if (less? a b)
      (if (null? before)
          (%reverse after (cons a (cons b rest)))
          (%merge-up (car before) (cdr before) a after less? (cons b rest)))
      (if (null? after)
          (%reverse before (cons b (cons a rest)))
          (%merge-up b before (car after) (cdr after) less? (cons a rest)))))

;;; Two lists in order, each a first element and the others, merged in reverse order before the rest. Of equal elements
;;; the second list's come first.
(define (%merge-down b before a after less? rest)
  (if (less? a b)
      (if (null? after)
          (%reverse before (cons b (cons a rest)))
          (%merge-down b before (car after) (cdr after) less? (cons a rest)))
      (if (null? before)
          (%reverse after (cons a (cons b rest)))
          (%merge-down (car before) (cdr before) a after less? (cons b rest)))))

;;; Whether the elements of a list are in the order of the predicate.
(define (sorted? items less?)
  (or (null? items) (%sorted? (car items) (cdr items) less?)))

;;; Whether the first element and the others are in order.
(define (%sorted? first items less?)
  (cond ((null? items) #t)
        ((less? (car items) first) #f)
        (else (%sorted? (car items) (cdr items) less?))))
