;;; Hash sets that are never changed: maps, as `map.scm` has them, that hold `#t` for each element. Sets of the same
;;; elements are `equal?`.

;;; The set of the operands.
(define (hashset . items) (list->hashset items))

;;; The set of the elements of a list.
(define (list->hashset items) (%make-hashset (%adjoin-all items '())))

;;; The set of a trie.
(define (%make-hashset trie)
  (%pair->record (cons '(hashset "<stdlib/set.scm>" trie) trie)))

;;; The trie of a set.
(define (%hashset-trie set)
  (if (hashset? set)
      (cdr (%record->pair set))
      (error "not a hashset:" set)))

;;; Whether the value is a set.
(define (hashset? value)
  (and (%record? value)
       (eq? (car (%record->pair value)) '(hashset "<stdlib/set.scm>" trie))))

;;; The trie with all items.
(define (%adjoin-all items trie)
  (if (null? items)
      trie
      (%adjoin-all (cdr items) (%adjoin (car items) trie))))

;;; The trie with one more item.
(define (%adjoin item trie) (%put trie (%hash item) item #t))

;;; Whether the item is in the set.
(define (hashset-contains? set item) (pair? (%get (%hashset-trie set) item)))

;;; The set with one more item.
(define (hashset-adjoin set item) (%make-hashset (%adjoin item (%hashset-trie set))))

;;; The set without the item.
(define (hashset-delete set item) (%make-hashset (%drop-key (%hashset-trie set) item)))

;;; The number of elements; takes time in proportion to it.
(define (hashset-count set)
  (%fold-entries (lambda (entry count) (+ count 1)) 0 (%hashset-trie set)))

;;; Whether the set has no elements.
(define (hashset-empty? set) (null? (%hashset-trie set)))

;;; The elements, in no order of theirs, but the same of equal sets.
(define (hashset->list set)
  (%fold-entries (lambda (entry items) (cons (car entry) items)) '() (%hashset-trie set)))

;;; The elements combined: `(f element initial)`, and so on, in the order of their hashes.
(define (hashset-fold f initial set)
  (%fold-entries (lambda (entry result) (f (car entry) result)) initial (%hashset-trie set)))

;;; The set of those elements that the predicate holds of.
(define (hashset-filter predicate set)
  (%make-hashset
   (%fold-entries (lambda (entry trie)
                    (if (predicate (car entry))
                        (%adjoin (car entry) trie)
                        trie))
                  '()
                  (%hashset-trie set))))

;;; The set of the elements of both.
(define (hashset-union a b)
  (%make-hashset
   (%fold-entries (lambda (entry trie) (%adjoin (car entry) trie))
                  (%hashset-trie a)
                  (%hashset-trie b))))

;;; The set of the elements that both have.
(define (hashset-intersection a b)
  (hashset-filter (lambda (item) (hashset-contains? b item)) a))

;;; The set of the first one's elements that the second does not have.
(define (hashset-difference a b)
  (hashset-filter (lambda (item) (not (hashset-contains? b item))) a))

;;; Whether the second set has all elements of the first.
(define (hashset-subset? a b)
  (hashset-fold (lambda (item all?) (and all? (hashset-contains? b item))) #t a))
