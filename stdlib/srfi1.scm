;;; More on lists: the pure staples of SRFI 1, association lists, lists as sets.
;;;
;;; Where a procedure takes several lists, it stops at the shortest's end. A comparison may be given
;;; last where an optional one is named; it is called on the elements in the lists' order.

;; Making

;;; The operands before the last one as a list that ends in the last one.
(define (cons* item . items) (%spread item items))

;;; The procedure's results for the indices from 0 as a list of this length.
(define (list-tabulate count f) (%list-tabulate count f '()))

;;; The results for the indices below the count and then the rest.
(define (%list-tabulate count f rest)
  (if (< 0 count)
      (%list-tabulate (- count 1) f (cons (f (- count 1)) rest))
      rest))

;;; The mapped seeds until one stops; then the list that the tail makes of that seed, by default
;;; none. `(unfold stop? mapper successor seed tail)`.
(define (unfold stop? mapper successor seed . tail)
  (if (null? tail)
      (%unfold stop? mapper successor seed (lambda (seed) '()))
      (%unfold stop? mapper successor seed (car tail))))

;;; `unfold` with all its operands.
(define (%unfold stop? mapper successor seed tail)
  (if (stop? seed)
      (tail seed)
      (cons (mapper seed)
            (%unfold stop? mapper successor (successor seed) tail))))

;;; The mapped seeds in reverse order until one stops, then the tail, by default none.
(define (unfold-right stop? mapper successor seed . tail)
  (%unfold-right stop? mapper successor seed (if (null? tail) '() (car tail))))

;;; `unfold-right` with all its operands.
(define (%unfold-right stop? mapper successor seed tail)
  (if (stop? seed)
      tail
      (%unfold-right stop? mapper successor (successor seed) (cons (mapper seed) tail))))

;; Kinds of lists: none is circular

;;; Whether the value is a list that ends in `()`.
(define (proper-list? value) (list? value))

;;; Whether the value ends in something else than `()`.
(define (dotted-list? value)
  (if (pair? value)
      (dotted-list? (cdr value))
      (not (null? value))))

;;; `#f`: no list is circular.
(define (circular-list? value) #f)

;;; Whether the value is no pair.
(define (not-pair? value) (not (pair? value)))

;;; Whether the list is empty; an error if it is neither that nor a pair.
(define (null-list? items)
  (if (null? items)
      #t
      (not (pair? (%pair items)))))

;;; The value if it is a pair.
(define (%pair value)
  (if (pair? value)
      value
      (error "null-list?: not a list" value)))

;;; The number of elements, since no list is circular.
(define (length+ items) (length items))

;;; Whether the lists have equal elements, by a comparison, in the same places.
(define (list= same? . lists)
  (or (null? lists) (%list=-all same? (car lists) (cdr lists))))

;;; Whether the list and all others have equal elements.
(define (%list=-all same? items lists)
  (or (null? lists)
      (and (%list= same? items (car lists))
           (%list=-all same? (car lists) (cdr lists)))))

;;; Whether two lists have equal elements.
(define (%list= same? a b)
  (cond ((null? a) (null? b))
        ((null? b) #f)
        ((same? (car a) (car b)) (%list= same? (cdr a) (cdr b)))
        (else #f)))

;; Taking apart

;;; The first element.
(define (first items) (car items))

;;; The second element.
(define (second items) (cadr items))

;;; The third element.
(define (third items) (caddr items))

;;; The fourth element.
(define (fourth items) (cadddr items))

;;; The fifth element.
(define (fifth items) (car (cddddr items)))

;;; The sixth element.
(define (sixth items) (cadr (cddddr items)))

;;; The seventh element.
(define (seventh items) (caddr (cddddr items)))

;;; The eighth element.
(define (eighth items) (cadddr (cddddr items)))

;;; The ninth element.
(define (ninth items) (car (cddddr (cddddr items))))

;;; The tenth element.
(define (tenth items) (cadr (cddddr (cddddr items))))

;;; The first `count` elements.
(define (take items count)
  (if (= count 0)
      '()
      (cons (car items) (take (cdr items) (- count 1)))))

;;; The list without its first `count` elements.
(define (drop items count) (list-tail items count))

;;; The last `count` elements, and what the list ends in.
(define (take-right items count)
  (%take-right items (list-tail items count)))

;;; The list without as many elements as the other one, a part of it, has.
(define (%take-right items ahead)
  (if (pair? ahead)
      (%take-right (cdr items) (cdr ahead))
      items))

;;; The list without its last `count` elements.
(define (drop-right items count)
  (%drop-right items (list-tail items count)))

;;; As many elements as the other list, a part of it, has.
(define (%drop-right items ahead)
  (if (pair? ahead)
      (cons (car items) (%drop-right (cdr items) (cdr ahead)))
      '()))

;;; The elements before the first that the predicate does not hold of.
(define (take-while predicate items)
  (cond ((null? items) '())
        ((predicate (car items))
         (cons (car items) (take-while predicate (cdr items))))
        (else '())))

;;; The list from the first element on that the predicate does not hold of.
(define (drop-while predicate items)
  (cond ((null? items) '())
        ((predicate (car items)) (drop-while predicate (cdr items)))
        (else items)))

;;; Two values: the first `count` elements and the others.
(define (split-at items count)
  (%split-at items count '()))

;;; `split-at` after some elements, in reverse order.
(define (%split-at items count before)
  (if (= count 0)
      (values (%reverse before '()) items)
      (%split-at (cdr items) (- count 1) (cons (car items) before))))

;;; Two values: the elements before the first that the predicate does not hold of, and those from there on.
(define (span predicate items)
  (%span predicate items '() #f))

;;; Two values: the elements before the first that the predicate holds of, and those from there on.
(define (break predicate items)
  (%span predicate items '() #t))

;;; `span`, or `break` if told to stop where the predicate holds, after some elements, in reverse order.
(define (%span predicate items before stop)
  (cond ((null? items) (values (%reverse before '()) '()))
        ((eq? (not (predicate (car items))) stop)
         (%span predicate (cdr items) (cons (car items) before) stop))
        (else (values (%reverse before '()) items))))

;;; Two values: the elements that the predicate holds of, and the others.
(define (partition predicate items)
  (%partition predicate items '() '()))

;;; `partition` after some elements of both kinds, in reverse order.
(define (%partition predicate items in out)
  (cond ((null? items) (values (%reverse in '()) (%reverse out '())))
        ((predicate (car items))
         (%partition predicate (cdr items) (cons (car items) in) out))
        (else (%partition predicate (cdr items) in (cons (car items) out)))))

;;; Two values: the first and the second part of a pair.
(define (car+cdr pair) (values (car pair) (cdr pair)))

;;; The list of the first elements of the lists in a list.
(define (unzip1 lists) (%map1 car lists))

;;; Two values: the lists of the first and of the second elements of the lists in a list.
(define (unzip2 lists) (values (%map1 car lists) (%map1 cadr lists)))

;;; Three values: the lists of the first, the second and the third elements of the lists in a list.
(define (unzip3 lists)
  (values (%map1 car lists) (%map1 cadr lists) (%map1 caddr lists)))

;; Joining

;;; The elements of all lists of a list in one.
(define (concatenate lists) (%append-all lists))

;;; The elements in reverse order and then the rest.
(define (append-reverse items rest) (%reverse items rest))

;;; The list of the second operand before the first.
(define (xcons rest first) (cons first rest))

;;; The lists of the first elements of the lists, of the second ones, and so on.
(define (zip items . lists)
  (%map-n list (cons items lists)))

;;; The lists that the procedure returns of the elements of each list, joined.
(define (append-map f items . lists)
  (if (null? lists)
      (%append-map1 f items)
      (%append-all (%map-n f (cons items lists)))))

;;; `append-map` of one list.
(define (%append-map1 f items)
  (if (null? items)
      '()
      (let ((first (f (car items))))
        (%append2 first (%append-map1 f (cdr items))))))

;;; What the procedure returns of the elements of each list, but for `#f`.
(define (filter-map f items . lists)
  (if (null? lists)
      (%filter-map1 f items)
      (%filter-map-n f (cons items lists))))

;;; `filter-map` of one list.
(define (%filter-map1 f items)
  (if (null? items)
      '()
      (let ((found (f (car items))))
        (if found
            (cons found (%filter-map1 f (cdr items)))
            (%filter-map1 f (cdr items))))))

;;; `filter-map` of a list of lists.
(define (%filter-map-n f lists)
  (if (%any-null? lists)
      '()
      (let ((found (apply f (%cars lists))))
        (if found
            (cons found (%filter-map-n f (%cdrs lists)))
            (%filter-map-n f (%cdrs lists))))))

;; Folding

;;; The list and its tails but the empty one combined from the left: `(f (cdr items) (f items initial))`.
(define (pair-fold f initial items)
  (if (null? items)
      initial
      (let ((rest (cdr items)))
        (pair-fold f (f items initial) rest))))

;;; The list and its tails but the empty one combined from the right: `(f items (f (cdr items) initial))`.
(define (pair-fold-right f initial items)
  (if (null? items)
      initial
      (f items (pair-fold-right f initial (cdr items)))))

;;; Unspecified: calls the procedure on the list and its tails but the empty one.
(define (pair-for-each procedure items)
  (unless (null? items)
    (procedure items)
    (pair-for-each procedure (cdr items))))

;;; The same as `map`, which goes in order.
(define (map-in-order procedure items . lists)
  (if (null? lists)
      (%map1 procedure items)
      (%map-n procedure (cons items lists))))

;;; `fold-right` that begins with the last element; the default if there is none.
(define (reduce-right f default items)
  (if (null? items)
      default
      (%reduce-right f items)))

;;; `reduce-right` of a list that is not empty.
(define (%reduce-right f items)
  (if (null? (cdr items))
      (car items)
      (f (car items) (%reduce-right f (cdr items)))))

;; Searching

;;; The first element that the predicate holds of; `#f` if there is none.
(define (find predicate items)
  (cond ((null? items) #f)
        ((predicate (car items)) (car items))
        (else (find predicate (cdr items)))))

;;; The list from the first element on that the predicate holds of; `#f` if there is none.
(define (find-tail predicate items)
  (cond ((null? items) #f)
        ((predicate (car items)) items)
        (else (find-tail predicate (cdr items)))))

;;; The index of the first elements that the predicate holds of; `#f` if there are none.
(define (list-index predicate items . lists)
  (if (null? lists)
      (%list-index1 predicate items 0)
      (%list-index-n predicate (cons items lists) 0)))

;;; `list-index` of two operands.
(define (%list-index predicate items) (%list-index1 predicate items 0))

;;; `list-index` of one list whose first element has this index.
(define (%list-index1 predicate items index)
  (cond ((null? items) #f)
        ((predicate (car items)) index)
        (else (%list-index1 predicate (cdr items) (+ index 1)))))

;;; `list-index` of a list of lists whose first elements have this index.
(define (%list-index-n predicate lists index)
  (cond ((%any-null? lists) #f)
        ((apply predicate (%cars lists)) index)
        (else (%list-index-n predicate (%cdrs lists) (+ index 1)))))

;;; How many elements, or elements of each list, the predicate holds of.
(define (count predicate items . lists)
  (if (null? lists)
      (%count1 predicate items 0)
      (%count-n predicate (cons items lists) 0)))

;;; `count` of two operands.
(define (%count predicate items) (%count1 predicate items 0))

;;; The total plus `count` of one list.
(define (%count1 predicate items total)
  (cond ((null? items) total)
        ((predicate (car items)) (%count1 predicate (cdr items) (+ total 1)))
        (else (%count1 predicate (cdr items) total))))

;;; The total plus `count` of a list of lists.
(define (%count-n predicate lists total)
  (cond ((%any-null? lists) total)
        ((apply predicate (%cars lists))
         (%count-n predicate (%cdrs lists) (+ total 1)))
        (else (%count-n predicate (%cdrs lists) total))))

;;; The elements, each but once, where it first stands. The optional comparison replaces `equal?`.
;;; Takes time in proportion to the square of the length.
(define (delete-duplicates items . compare)
  (%delete-duplicates items (if (null? compare) equal? (car compare)) '()))

;;; `delete-duplicates` by `equal?`.
(define (%delete-duplicates1 items)
  (if (null? items)
      '()
      (cons (car items)
            (%delete-duplicates1 (%delete (car items) (cdr items))))))

;;; The elements seen, which are in reverse order, and those to come that differ.
(define (%delete-duplicates items same? seen)
  (cond ((null? items) (%reverse seen '()))
        ((%seen? (car items) seen same?)
         (%delete-duplicates (cdr items) same? seen))
        (else (%delete-duplicates (cdr items) same? (cons (car items) seen)))))

;;; Whether one of the elements seen is the same as the item.
(define (%seen? item seen same?)
  (cond ((null? seen) #f)
        ((same? (car seen) item) #t)
        (else (%seen? item (cdr seen) same?))))

;; Association lists

;;; The list with a pair of key and value before it.
(define (alist-cons key value pairs) (cons (cons key value) pairs))

;;; The same list: pairs are never changed, so a copy is the list itself.
(define (alist-copy pairs) pairs)

;;; The list without the pairs of this key. The optional comparison replaces `equal?`.
(define (alist-delete key pairs . compare)
  (%alist-delete key pairs (if (null? compare) equal? (car compare))))

;;; `alist-delete` with its comparison.
(define (%alist-delete key pairs same?)
  (cond ((null? pairs) '())
        ((same? key (car (car pairs))) (%alist-delete key (cdr pairs) same?))
        (else (cons (car pairs) (%alist-delete key (cdr pairs) same?)))))

;; Lists as sets: the first operand compares. Each takes time in proportion to the product of the lengths.

;;; Whether every element of each list is in the next one.
(define (lset<= same? . lists)
  (or (null? lists) (%lset<=-all same? (car lists) (cdr lists))))

;;; Whether every element of the set and of each list is in the next list.
(define (%lset<=-all same? set lists)
  (or (null? lists)
      (and (%lset<= same? set (car lists))
           (%lset<=-all same? (car lists) (cdr lists)))))

;;; Whether every element of the first list is in the second.
(define (%lset<= same? items set)
  (or (null? items)
      (and (%in? same? (car items) set)
           (%lset<= same? (cdr items) set))))

;;; Whether an element of the set is the same as the item.
(define (%in? same? item set)
  (cond ((null? set) #f)
        ((same? item (car set)) #t)
        (else (%in? same? item (cdr set)))))

;;; Whether the lists hold the same elements.
(define (lset= same? . lists)
  (or (null? lists) (%lset=-all same? (car lists) (cdr lists))))

;;; Whether the set and all lists hold the same elements.
(define (%lset=-all same? set lists)
  (or (null? lists)
      (and (%lset<= same? set (car lists))
           (%lset<= same? (car lists) set)
           (%lset=-all same? (car lists) (cdr lists)))))

;;; The set and those of the items that are not in it.
(define (lset-adjoin same? set . items) (%lset-union same? set items))

;;; The set and those of the items that are not in it.
(define (%lset-union same? set items)
  (cond ((null? items) set)
        ((%seen? (car items) set same?) (%lset-union same? set (cdr items)))
        (else (%lset-union same? (cons (car items) set) (cdr items)))))

;;; The elements of the first list and those of the others that are not seen before.
(define (lset-union same? . lists)
  (if (null? lists)
      '()
      (%lset-union-all same? (car lists) (cdr lists))))

;;; The set and those elements of the lists that are not seen before.
(define (%lset-union-all same? set lists)
  (if (null? lists)
      set
      (%lset-union-all same? (%lset-union same? set (car lists)) (cdr lists))))

;;; The elements of the first list that are in all others.
(define (lset-intersection same? items . lists)
  (if (null? lists)
      items
      (apply lset-intersection same? (%lset-select same? items (car lists) #t) (cdr lists))))

;;; The elements that are in one of two lists, of the first list and what the others come to.
(define (lset-xor same? . lists)
  (%reduce-xor same? '() lists))

;;; `lset-xor` of a set and lists.
(define (%reduce-xor same? set lists)
  (if (null? lists)
      set
      (%reduce-xor same?
                   (%append2 (%lset-select same? (car lists) set #f)
                             (%lset-select same? set (car lists) #f))
                   (cdr lists))))

;;; The elements of the first list that are in none of the others.
(define (lset-difference same? items . lists)
  (if (null? lists)
      items
      (apply lset-difference same? (%lset-select same? items (car lists) #f) (cdr lists))))

;;; The elements that are in the set, or that are not.
(define (%lset-select same? items set wanted)
  (cond ((null? items) '())
        ((eq? (%in? same? (car items) set) wanted)
         (cons (car items) (%lset-select same? (cdr items) set wanted)))
        (else (%lset-select same? (cdr items) set wanted))))
