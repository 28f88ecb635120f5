;;; Vectors.
;;;
;;; A vector is never changed. It is held as a balanced binary tree, so that `vector-ref` and `vector-set` take apart
;;; one pair for each bit of the length; whatever visits all elements takes a few steps for each. The tree stands in
;;; a *body*, `(length . (scale . tree))`: its depth `d` is the least with `2^d >= length`, and the scale is
;;; `2^(32-d)`. Bytevectors have the same bodies.
;;;
;;; Cost: of n elements `vector-ref` takes about 8 + log2 n steps, one hash each, and `vector-set` 4 + 2 log2 n
;;; (measured by `foldscheme cost` for n = 16, 256, 4096: 12, 16, 20 and 12, 20, 28).

;;; Whether the value is a vector.
(define (vector? value) (vector? value))

;; Making

;;; The vector of the operands.
(define (vector . items) (list->vector items))

;;; The vector of the elements of a list.
(define (list->vector items) (%pair->vector (%body items)))

;;; The body of the elements of a list.
(define (%body items)
  (cond ((null? items) (cons 0 (cons 4294967296 (if #f #f))))
        ((null? (cdr items)) (cons 1 (cons 4294967296 (car items))))
        (else (%pairs items '() #t 2 (%length items 0)))))

;; A level of the tree is made of the one below in a loop that builds the list in reverse; so the levels are in order and in
;; reverse order in turn.

;;; The body of these nodes, paired, after a list in reverse order of pairs, whose number is even or odd. The power
;;; of two is the number of elements that a full pair is for.
(define (%pairs nodes pairs even? power length)
  (cond ((null? nodes) (%next-level pairs even? power length))
        ((null? (cdr nodes))
         (%next-level (cons (cons (car nodes) (if #f #f)) pairs) (not even?) power length))
        (else
         (%pairs (cdr (cdr nodes))
                 (cons (cons (car nodes) (car (cdr nodes))) pairs)
                 (not even?)
                 power
                 length))))

;;; The body of these nodes in reverse order.
(define (%next-level nodes even? power length)
  (cond ((null? (cdr nodes)) (%finished-body (car nodes) power length))
        (even? (%pairs-backwards nodes '() #t (+ power power) length))
        (else
         (%pairs-backwards (cdr nodes)
                           (cons (cons (car nodes) (if #f #f)) '())
                           #f
                           (+ power power)
                           length))))

;;; The body of an even number of nodes in reverse order, paired, before a list of pairs.
(define (%pairs-backwards nodes pairs even? power length)
  (if (null? nodes)
      (if (null? (cdr pairs))
          (%finished-body (car pairs) power length)
          (%pairs pairs '() #t (+ power power) length))
      (%pairs-backwards (cdr (cdr nodes))
                        (cons (cons (car (cdr nodes)) (car nodes)) pairs)
                        (not even?)
                        power
                        length)))

;;; The body of a tree that has room for so many elements.
(define (%finished-body tree room length)
  (cons length (cons (quotient 4294967296 room) tree)))

;;; A vector of as many equal elements, by default `#f`, in a number of steps that is logarithmic in their number.
(define (make-vector length . fill)
  (%make-vector2 length (if (null? fill) #f (car fill))))

;;; `make-vector` with its element.
(define (%make-vector2 length item)
  (%pair->vector (%filled-body length item)))

;;; The body of as many equal elements.
(define (%filled-body length item)
  (cond ((< length 0) (error "make-vector: the length is negative:" length))
        ((= length 0) (%body '()))
        (else (%filled item item length 1 length))))

;;; The body of so many nodes, the last of which may differ from the others.
(define (%filled node last count room length)
  (if (= count 1)
      (%finished-body last room length)
      (%filled (cons node node)
               (if (even? count) (cons node last) (cons last (if #f #f)))
               (quotient (+ count 1) 2)
               (+ room room)
               length)))

;; Parts

;;; The number of elements.
(define (vector-length vector) (car (%vector->pair vector)))

;;; The element with this index, counted from 0.
(define (vector-ref vector index)
  (%body-ref (%vector->pair vector)
             index
             "vector-ref: the index is out of range; index and length:"))

;;; The element of a body with this index, or an error with this message.
(define (%body-ref body index message)
  (%descend (cdr (cdr body)) (%path body index message)))

;; A path is the bits of an index from bit 31 down, a bit 1 and then zeros.

;;; The path to an element of a body, or an error with this message.
(define (%path body index message)
  (if (and (<= 0 index) (< index (car body)))
      (%path-bits (+ index index 1) (quotient (car (cdr body)) 2))
      (error message index (car body))))

;;; The path of an index, doubled and incremented, and half the scale. The bounds spare the checks for overflow, here and
;;; at each level.
(define (%path-bits bits half)
  (if (and (<= 1 bits 4294967295) (<= 1 half 2147483648))
      (let ((path (* bits half)))
        (if (< path 4294967296) path 2147483648))
      2147483648))

;;; The element that the path leads to.
(define (%descend tree path)
  (if (= path 2147483648)
      tree
      (let ((next (+ path path)))
        (if (< next 4294967296)
            (%descend (car tree) next)
            (%descend (cdr tree) (- next 4294967296))))))

;;; The vector with another element at this index: a new vector, unlike in R7RS. Makes one pair for each bit of
;;; the length.
(define (vector-set vector index item)
  (%pair->vector
   (%body-set (%vector->pair vector)
              index
              item
              "vector-set: the index is out of range; index and length:")))

;;; The body with another element at this index, or an error with this message.
(define (%body-set body index item message)
  (cons (car body)
        (cons (car (cdr body))
              (%replace (cdr (cdr body)) (%path body index message) item))))

;;; The tree with another element at the end of the path.
(define (%replace tree path item)
  (if (= path 2147483648)
      item
      (let ((next (+ path path)))
        (if (< next 4294967296)
            (cons (%replace (car tree) next item) (cdr tree))
            (cons (car tree) (%replace (cdr tree) (- next 4294967296) item))))))

;; Vectors and lists

;;; The elements from an index on and before another, by default all, as a list.
(define (vector->list vector . range)
  (%part-by (%vector->list vector) range))

;;; All elements as a list.
(define (%vector->list vector) (%elements (%vector->pair vector)))

;;; The elements of a body as a list.
(define (%elements body)
  (if (= (car body) 0)
      '()
      (let ((scale (car (cdr body))))
        (%spine (cdr (cdr body)) scale (* scale (car body))))))

;;; The elements of a tree of this scale, of which the first few are elements: so many as the last operand says, scaled.
(define (%spine tree scale count)
  (cond ((= scale 4294967296) (cons tree '()))
        ((<= count 2147483648)
         (%spine (car tree) (+ scale scale) (+ count count)))
        (else
         (let ((rest (%spine (cdr tree) (+ scale scale) (- (+ count count) 4294967296))))
           (%leaves (car tree) (+ scale scale) rest)))))

;;; The elements of a full tree of this scale and then the rest.
(define (%leaves tree scale rest)
  (cond ((= scale 4294967296) (cons tree rest))
        ((= scale 2147483648) (cons (car tree) (cons (cdr tree) rest)))
        (else
         (%leaves (car tree)
                  (+ scale scale)
                  (%leaves (cdr tree) (+ scale scale) rest)))))

;;; The elements from an index on and before another, by default all.
(define (vector-copy vector . range)
  (if (null? range)
      (%pair->vector (%vector->pair vector))
      (list->vector (%part-by (%vector->list vector) range))))

;;; The elements from an index on and before another.
(define (subvector vector start end)
  (list->vector (%part (%vector->list vector) start end)))

;;; The elements of all vectors in one.
(define (vector-append . vectors) (vector-concatenate vectors))

;;; The elements of all vectors of a list in one.
(define (vector-concatenate vectors)
  (list->vector (%append-all (%map1 %vector->list vectors))))

;;; The vector with the item at all indices from one on and before another, by default at all: a new vector, unlike
;;; in R7RS.
(define (vector-fill vector item . range)
  (if (null? range)
      (%make-vector2 (vector-length vector) item)
      (list->vector
       (%fill-from (%vector->list vector) item (car range)
                   (if (null? (cdr range)) (vector-length vector) (cadr range))))))

;;; The list with the item at all indices from one on and before another.
(define (%fill-from items item start end)
  (cond ((< 0 start)
         (cons (car items) (%fill-from (cdr items) item (- start 1) (- end 1))))
        ((< 0 end) (cons item (%fill-from (cdr items) item 0 (- end 1))))
        (else items)))

;;; The characters of a vector, from an index on and before another, by default all, as a string.
(define (vector->string vector . range)
  (list->string (%part-by (%vector->list vector) range)))

;;; The characters of a string, from an index on and before another, by default all, as a vector.
(define (string->vector string . range)
  (list->vector (%part-by (%chars string) range)))

;;; The elements in reverse order.
(define (vector-reverse vector)
  (list->vector (%reverse (%vector->list vector) '())))

;; Mapping and searching

;;; What the procedure returns of the elements of each vector, in order.
(define (vector-map procedure vector . vectors)
  (list->vector
   (if (null? vectors)
       (%map1 procedure (%vector->list vector))
       (%map-n procedure (cons (%vector->list vector) (%map1 %vector->list vectors))))))

;;; `vector-map` of one vector.
(define (%vector-map1 procedure vector)
  (list->vector (%map1 procedure (%vector->list vector))))

;;; Unspecified: calls the procedure on the elements of each vector, in order.
(define (vector-for-each procedure vector . vectors)
  (if (null? vectors)
      (%for-each1 procedure (%vector->list vector))
      (%for-each-n procedure (cons (%vector->list vector) (%map1 %vector->list vectors)))))

;;; `vector-for-each` of one vector.
(define (%vector-for-each1 procedure vector)
  (%for-each1 procedure (%vector->list vector)))

;;; The elements combined from the left: `(f (f initial a) b)`.
(define (vector-fold f initial vector)
  (%fold-left1 f initial (%vector->list vector)))

;;; The elements combined from the right: `(f (f initial b) a)`.
(define (vector-fold-right f initial vector)
  (%fold-left1 f initial (%reverse (%vector->list vector) '())))

;;; The index of the first element that the predicate holds of; `#f` if there is none.
(define (vector-index predicate vector)
  (%list-index1 predicate (%vector->list vector) 0))

;;; How many elements the predicate holds of.
(define (vector-count predicate vector)
  (%count1 predicate (%vector->list vector) 0))

;;; The index of an element that the comparison, which is given an element and the value, returns 0 of; `#f` if there
;;; is none. Of smaller elements, which come first, it returns a negative number, of greater ones a positive one.
(define (vector-binary-search vector value compare)
  (%search vector value compare 0 (vector-length vector)))

;;; `vector-binary-search` from an index on and before another.
(define (%search vector value compare start end)
  (if (< start end)
      (let* ((middle (+ start (quotient (- end start) 2)))
             (order (compare (vector-ref vector middle) value)))
        (cond ((= order 0) middle)
              ((< order 0) (%search vector value compare (+ middle 1) end))
              (else (%search vector value compare start middle))))
      #f))
