;;; Lists.
;;;
;;; A procedure that is given something else than a proper list stops with the error of the `car`
;;; or `cdr` that meets it. Where a procedure takes several lists, it stops at the shortest's end.

;; Making and taking apart

;;; The list of the operands.
(define (list . items) items)

;;; Whether the value is a proper list.
(define (list? value)
  (cond ((null? value) #t)
        ((pair? value) (list? (cdr value)))
        (else #f)))

;;; A list of as many equal elements, by default `#f`.
(define (make-list count . fill)
  (%make-list count (if (null? fill) #f (car fill)) '()))

;;; `make-list` with its element.
(define (%make-list2 count item) (%make-list count item '()))

;;; As many equal elements and then the rest.
(define (%make-list count item rest)
  (if (< 0 count)
      (%make-list (- count 1) item (cons item rest))
      rest))

;;; The list of as many numbers: by default from 0 in steps of 1, else `(iota count start step)`.
(define (iota count . options)
  (cond ((null? options) (%iota1 count))
        ((null? (cdr options)) (%iota2 count (car options)))
        (else (%iota3 count (car options) (cadr options)))))

;;; The list of as many integers from 0.
(define (%iota1 count) (%iota3 count 0 1))

;;; The list of as many numbers from the start in steps of 1.
(define (%iota2 count start)
  (%iota3 count start (if (field? start) #field:1 1)))

;;; The list of as many numbers from the start in steps. Nothing is computed beyond the last.
(define (%iota3 count start step)
  (cond ((< 1 count) (cons start (%iota3 (- count 1) (+ start step) step)))
        ((= count 1) (cons start '()))
        ((= count 0) '())
        (else (error "iota: the count is negative" count))))

;;; The same list: lists are never changed, so a copy is the list itself.
(define (list-copy items) items)

;;; The number of elements.
(define (length items) (%length items 0))

;;; The count plus the number of elements.
(define (%length items count)
  (if (null? items)
      count
      (%length (cdr items) (+ count 1))))

;;; The list without its first `count` elements.
(define (list-tail items count)
  (if (= count 0)
      items
      (list-tail (cdr items) (- count 1))))

;;; The element with this index, counted from 0.
(define (list-ref items index)
  (if (= index 0)
      (car items)
      (list-ref (cdr items) (- index 1))))

;;; The list with another element at this index, counted from 0: a new list, unlike in R7RS.
(define (list-set items index item)
  (if (= index 0)
      (cons item (cdr items))
      (cons (car items) (list-set (cdr items) (- index 1) item))))

;;; The last pair of a list that is not empty.
(define (last-pair items)
  (if (pair? (cdr items))
      (last-pair (cdr items))
      items))

;;; The last element of a list that is not empty.
(define (last items) (car (last-pair items)))

;;; The elements of all lists in one; the last operand may be any value.
(define (append . lists) (%append-all lists))

;;; The elements of all lists in one.
(define (%append-all lists)
  (cond ((null? lists) '())
        ((null? (cdr lists)) (car lists))
        (else (%append2 (car lists) (%append-all (cdr lists))))))

;;; The elements of the first list and then the second.
(define (%append2 items rest)
  (if (null? items)
      rest
      (cons (car items) (%append2 (cdr items) rest))))

;;; The elements in reverse order.
(define (reverse items) (%reverse items '()))

;;; The elements in reverse order and then the rest.
(define (%reverse items rest)
  (if (null? items)
      rest
      (%reverse (cdr items) (cons (car items) rest))))

;; Mapping and choosing

;;; What the procedure returns of the elements of each list, in order.
(define (map procedure items . lists)
  (if (null? lists)
      (%map1 procedure items)
      (%map-n procedure (cons items lists))))

;;; `map` of one list.
(define (%map1 procedure items)
  (if (null? items)
      '()
      (cons (procedure (car items))
            (%map1 procedure (cdr items)))))

;;; `map` of a list of lists.
(define (%map-n procedure lists)
  (if (%any-null? lists)
      '()
      (cons (apply procedure (%cars lists))
            (%map-n procedure (%cdrs lists)))))

;;; Unspecified: calls the procedure on the elements of each list, in order.
(define (for-each procedure items . lists)
  (if (null? lists)
      (%for-each1 procedure items)
      (%for-each-n procedure (cons items lists))))

;;; `for-each` of one list.
(define (%for-each1 procedure items)
  (unless (null? items)
    (procedure (car items))
    (%for-each1 procedure (cdr items))))

;;; `for-each` of a list of lists.
(define (%for-each-n procedure lists)
  (unless (%any-null? lists)
    (apply procedure (%cars lists))
    (%for-each-n procedure (%cdrs lists))))

;;; Whether one of the lists is at its end.
(define (%any-null? lists)
  (cond ((null? lists) #f)
        ((null? (car lists)) #t)
        (else (%any-null? (cdr lists)))))

;;; The first elements of lists.
(define (%cars lists)
  (if (null? lists)
      '()
      (cons (car (car lists)) (%cars (cdr lists)))))

;;; What follows the first elements of lists.
(define (%cdrs lists)
  (if (null? lists)
      '()
      (cons (cdr (car lists)) (%cdrs (cdr lists)))))

;;; The elements that the predicate holds of.
(define (filter predicate items)
  (cond ((null? items) '())
        ((predicate (car items))
         (cons (car items) (filter predicate (cdr items))))
        (else (filter predicate (cdr items)))))

;;; The elements that the predicate does not hold of.
(define (remove predicate items)
  (cond ((null? items) '())
        ((predicate (car items)) (remove predicate (cdr items)))
        (else (cons (car items) (remove predicate (cdr items))))))

;;; The elements that are not equal to the value. The optional comparison replaces `equal?`.
(define (delete value items . compare)
  (if (null? compare)
      (%delete value items)
      (%delete-by value items (car compare))))

;;; `delete` by `equal?`.
(define (%delete value items)
  (cond ((null? items) '())
        ((equal? value (car items)) (%delete value (cdr items)))
        (else (cons (car items) (%delete value (cdr items))))))

;;; `delete` by a procedure.
(define (%delete-by value items same?)
  (cond ((null? items) '())
        ((same? value (car items)) (%delete-by value (cdr items) same?))
        (else (cons (car items) (%delete-by value (cdr items) same?)))))

;;; What the predicate returns of the first elements of each list that it holds of; `#f` if there
;;; are none.
(define (any predicate items . lists)
  (if (null? lists)
      (%any1 predicate items)
      (%any-n predicate (cons items lists))))

;;; `any` of one list.
(define (%any1 predicate items)
  (cond ((null? items) #f)
        ((null? (cdr items)) (predicate (car items)))
        (else (or (predicate (car items))
                  (%any1 predicate (cdr items))))))

;;; `any` of a list of lists. The last call is a tail call.
(define (%any-n predicate lists)
  (if (%any-null? lists)
      #f
      (%any-from predicate (%cars lists) (%cdrs lists))))

;;; `any` of a list of lists after some elements.
(define (%any-from predicate items lists)
  (if (%any-null? lists)
      (apply predicate items)
      (or (apply predicate items)
          (%any-from predicate (%cars lists) (%cdrs lists)))))

;;; What the predicate returns of the last elements of each list, if it holds of all; `#t` if there
;;; are none.
(define (every predicate items . lists)
  (if (null? lists)
      (%every1 predicate items)
      (%every-n predicate (cons items lists))))

;;; `every` of one list.
(define (%every1 predicate items)
  (cond ((null? items) #t)
        ((null? (cdr items)) (predicate (car items)))
        (else (and (predicate (car items))
                   (%every1 predicate (cdr items))))))

;;; `every` of a list of lists. The last call is a tail call.
(define (%every-n predicate lists)
  (if (%any-null? lists)
      #t
      (%every-from predicate (%cars lists) (%cdrs lists))))

;;; `every` of a list of lists after some elements.
(define (%every-from predicate items lists)
  (if (%any-null? lists)
      (apply predicate items)
      (and (apply predicate items)
           (%every-from predicate (%cars lists) (%cdrs lists)))))

;; Folding

;;; The elements combined from the left: `(f (f initial a) b)`.
(define (fold-left f initial items . lists)
  (if (null? lists)
      (%fold-left1 f initial items)
      (%fold-left-n f initial (cons items lists))))

;;; `fold-left` of one list.
(define (%fold-left1 f total items)
  (if (null? items)
      total
      (%fold-left1 f (f total (car items)) (cdr items))))

;;; `fold-left` of a list of lists.
(define (%fold-left-n f total lists)
  (if (%any-null? lists)
      total
      (%fold-left-n f (apply f total (%cars lists)) (%cdrs lists))))

;;; The elements combined from the right: `(f a (f b initial))`.
(define (fold-right f initial items . lists)
  (if (null? lists)
      (%fold-right1 f initial items)
      (%fold-right-n f initial (cons items lists))))

;;; `fold-right` of one list.
(define (%fold-right1 f initial items)
  (if (null? items)
      initial
      (f (car items) (%fold-right1 f initial (cdr items)))))

;;; `fold-right` of a list of lists.
(define (%fold-right-n f initial lists)
  (if (%any-null? lists)
      initial
      (apply f (%append2 (%cars lists)
                         (list (%fold-right-n f initial (%cdrs lists)))))))

;;; The elements combined from the left, each before what there is: `(f b (f a initial))`.
(define (fold f initial items . lists)
  (if (null? lists)
      (%fold1 f initial items)
      (%fold-n f initial (cons items lists))))

;;; `fold` of one list.
(define (%fold1 f total items)
  (if (null? items)
      total
      (%fold1 f (f (car items) total) (cdr items))))

;;; `fold` of a list of lists.
(define (%fold-n f total lists)
  (if (%any-null? lists)
      total
      (%fold-n f (apply f (%append2 (%cars lists) (list total))) (%cdrs lists))))

;;; `fold` that begins with the first element; the default if there is none.
(define (reduce f default items)
  (if (null? items)
      default
      (%fold1 f (car items) (cdr items))))

;; Searching

;;; The list from the first element equal to the value on; `#f` if there is none. A third operand
;;; compares instead of `equal?`.
(define (member value items . compare)
  (if (null? compare)
      (%member value items)
      (%member-by value items (car compare))))

;;; `member` by `equal?`.
(define (%member value items)
  (cond ((null? items) #f)
        ((equal? value (car items)) items)
        (else (%member value (cdr items)))))

;;; `member` by a procedure.
(define (%member-by value items same?)
  (cond ((null? items) #f)
        ((same? value (car items)) items)
        (else (%member-by value (cdr items) same?))))

;;; The list from the first element equal to the value on; `#f` if there is none.
(define (memq value items) (%member value items))

;;; The list from the first element equal to the value on; `#f` if there is none.
(define (memv value items) (%member value items))

;;; The first pair of a list of pairs whose `car` is equal to the key; `#f` if there is none. A
;;; third operand compares instead of `equal?`.
(define (assoc key pairs . compare)
  (if (null? compare)
      (%assoc key pairs)
      (%assoc-by key pairs (car compare))))

;;; `assoc` by `equal?`.
(define (%assoc key pairs)
  (cond ((null? pairs) #f)
        ((equal? key (car (car pairs))) (car pairs))
        (else (%assoc key (cdr pairs)))))

;;; `assoc` by a procedure.
(define (%assoc-by key pairs same?)
  (cond ((null? pairs) #f)
        ((same? key (car (car pairs))) (car pairs))
        (else (%assoc-by key (cdr pairs) same?))))

;;; The first pair of a list of pairs whose `car` is equal to the key; `#f` if there is none.
(define (assq key pairs) (%assoc key pairs))

;;; The first pair of a list of pairs whose `car` is equal to the key; `#f` if there is none.
(define (assv key pairs) (%assoc key pairs))
