;;; Hash maps that are never changed: every update returns a new map, which shares most of the old one.
;;;
;;; A map is a binary trie over the 32 bits of the keys' hashes, from the highest down: a node is `()`, a pair of two
;;; nodes, or a leaf, `(hash . entries)`; a pair of nodes always holds at least two leaves. So maps with the same
;;; entries are `equal?`, however they were made (but keys of one kind that cannot be told apart by hashing, procedures and
;;; field elements, are held in the order in which they came, and found by comparing).
;;;
;;; Keys are compared by `equal?`. A small integer, a character or a boolean is hashed in a few steps, a string or
;;; symbol in one step for each character, a pair by its parts.
;;;
;;; Cost: among n keys that are small integers `hashmap-ref` takes about 10 + log2 n steps and `hashmap-set`
;;; 10 + 2 log2 n, a step hashing once or twice (measured by `foldscheme cost` for n = 16, 256, 4096: 14, 18, 22 and 18,
;;; 26, 35). Each level costs a look-up one hash and an update four.

;;; The map of keys and values in turn: `(hashmap key value …)`.
(define (hashmap . items) (%hashmap-from items '()))

;;; The map of a trie and of keys and values in turn.
(define (%hashmap-from items trie)
  (cond ((null? items) (%make-hashmap trie))
        ((null? (cdr items)) (error "hashmap: this key has no value:" (car items)))
        (else (%hashmap-from (cdr (cdr items))
                             (%put trie (%hash (car items)) (car items) (car (cdr items)))))))

;;; The map of a trie.
(define (%make-hashmap trie)
  (%pair->record (cons '(hashmap "<stdlib/map.scm>" trie) trie)))

;;; The trie of a map.
(define (%hashmap-trie map)
  (if (hashmap? map)
      (cdr (%record->pair map))
      (error "not a hashmap:" map)))

;;; Whether the value is a map.
(define (hashmap? value)
  (and (%record? value)
       (eq? (car (%record->pair value)) '(hashmap "<stdlib/map.scm>" trie))))

;;; The value of a key; the default if there is none, and without a default an error.
(define (hashmap-ref map key . default)
  (let ((entry (%get (%hashmap-trie map) key)))
    (cond (entry (cdr entry))
          ((null? default) (error "hashmap-ref: there is no such key:" key))
          (else (car default)))))

;;; `hashmap-ref` with its default.
(define (%hashmap-ref3 map key default)
  (let ((entry (%get (%hashmap-trie map) key)))
    (if entry (cdr entry) default)))

;;; Whether the map has the key.
(define (hashmap-contains? map key)
  (pair? (%get (%hashmap-trie map) key)))

;;; The map with this value of the key.
(define (hashmap-set map key value)
  (%make-hashmap (%put (%hashmap-trie map) (%hash key) key value)))

;;; The map without the key.
(define (hashmap-delete map key)
  (%make-hashmap (%drop-key (%hashmap-trie map) key)))

;;; The map with what the procedure returns of the key's value, or of the default, as the key's value.
(define (hashmap-update map key f default)
  (hashmap-set map key (f (%hashmap-ref3 map key default))))

;;; The number of keys; takes time in proportion to it.
(define (hashmap-count map)
  (%fold-entries (lambda (entry count) (+ count 1)) 0 (%hashmap-trie map)))

;;; Whether the map has no keys.
(define (hashmap-empty? map) (null? (%hashmap-trie map)))

;;; The keys and values combined: `(f key value initial)`, and so on, in the order of the keys' hashes.
(define (hashmap-fold f initial map)
  (%fold-entries (lambda (entry result) (f (car entry) (cdr entry) result))
                 initial
                 (%hashmap-trie map)))

;;; The pairs of keys and values, in no order of the keys', but the same of equal maps.
(define (hashmap->alist map)
  (%fold-entries cons '() (%hashmap-trie map)))

;;; The map of pairs of keys and values; the last pair of a key counts.
(define (alist->hashmap pairs)
  (%make-hashmap (%put-all pairs '())))

;;; The keys, in the order of `hashmap->alist`.
(define (hashmap-keys map)
  (%fold-entries (lambda (entry keys) (cons (car entry) keys)) '() (%hashmap-trie map)))

;;; The values, in the order of `hashmap->alist`.
(define (hashmap-values map)
  (%fold-entries (lambda (entry values) (cons (cdr entry) values)) '() (%hashmap-trie map)))

;;; The map of the same keys with what the procedure returns of each key and its value.
(define (hashmap-map f map)
  (%make-hashmap
   (%fold-entries (lambda (entry trie)
                    (let ((key (car entry)))
                      (%put trie (%hash key) key (f key (cdr entry)))))
                  '()
                  (%hashmap-trie map))))

;;; The map of those keys that the predicate holds of, given the key and its value.
(define (hashmap-filter predicate map)
  (%make-hashmap
   (%fold-entries (lambda (entry trie)
                    (let ((key (car entry)))
                      (if (predicate key (cdr entry))
                          (%put trie (%hash key) key (cdr entry))
                          trie)))
                  '()
                  (%hashmap-trie map))))

;;; The map of the keys of both; where both have a key, the second one's value counts.
(define (hashmap-union a b)
  (%make-hashmap
   (%fold-entries (lambda (entry trie)
                    (%put trie (%hash (car entry)) (car entry) (cdr entry)))
                  (%hashmap-trie a)
                  (%hashmap-trie b))))

;; Tries

;;; The trie with all pairs of keys and values.
(define (%put-all pairs trie)
  (if (null? pairs)
      trie
      (%put-all (cdr pairs)
                (%put trie (%hash (car (car pairs))) (car (car pairs)) (cdr (car pairs))))))

;;; The entry of a key, a pair of key and value; `#f` if there is none.
(define (%get trie key)
  (if (null? trie)
      #f
      (let ((hash (%hash key)))
        (%find trie hash hash key))))

;;; The entry in a trie of the key with this hash; the path is its bits that are not used yet, from bit 31 down.
(define (%find trie path hash key)
  (cond ((null? trie) #f)
        ((integer? (car trie))
         (and (= (car trie) hash)
              (%assoc key (cdr trie))))
        (else
         (let ((next (+ path path)))
           (if (< next 4294967296)
               (%find (car trie) next hash key)
               (%find (cdr trie) (- next 4294967296) hash key))))))

;;; The trie with a value of the key with this hash.
(define (%put trie hash key value)
  (%insert trie hash 1 hash (cons key value)))

;;; The trie with an entry. The weight is the power of two by which the path is shifted.
(define (%insert trie path weight hash entry)
  (cond ((null? trie) (cons hash (cons entry '())))
        ((integer? (car trie))
         (if (= (car trie) hash)
             (cons hash (%add-entry (cdr trie) entry))
             ;; The hashes have the same bits so far, so their difference is that of the paths.
             (%fork trie (+ path (* (- (car trie) hash) weight))
                    (cons hash (cons entry '())) path)))
        (else
         (let ((next (+ path path)) (weight (+ weight weight)))
           (if (< next 4294967296)
               (cons (%insert (car trie) next weight hash entry) (cdr trie))
               (cons (car trie) (%insert (cdr trie) (- next 4294967296) weight hash entry)))))))

;;; The trie of two leaves with different paths.
(define (%fork a path-a b path-b)
  (let ((next-a (+ path-a path-a)) (next-b (+ path-b path-b)))
    (if (< next-a 4294967296)
        (if (< next-b 4294967296)
            (cons (%fork a next-a b next-b) '())
            (cons a b))
        (if (< next-b 4294967296)
            (cons b a)
            (cons '() (%fork a (- next-a 4294967296) b (- next-b 4294967296)))))))

;;; The entries of a leaf with one more, or with another value.
(define (%add-entry entries entry)
  (if (equal? (car (car entries)) (car entry))
      (cons entry (cdr entries))
      (%in-order entries entry (%second-hash (car entry)))))

;;; The entries, in the order of their second hashes, with another of this one.
(define (%in-order entries entry hash)
  (cond ((null? entries) (cons entry '()))
        ((equal? (car (car entries)) (car entry)) (cons entry (cdr entries)))
        ((< hash (%second-hash (car (car entries)))) (cons entry entries))
        (else (cons (car entries) (%in-order (cdr entries) entry hash)))))

;;; The trie without a key.
(define (%drop-key trie key)
  (if (%get trie key)
      (let ((hash (%hash key)))
        (%remove trie hash key))
      trie))

;;; The trie without the key, which it holds.
(define (%remove trie path key)
  (if (integer? (car trie))
      (let ((entries (%alist-delete1 key (cdr trie))))
        (if (null? entries) '() (cons (car trie) entries)))
      (let ((next (+ path path)))
        (if (< next 4294967296)
            (%join (%remove (car trie) next key) (cdr trie))
            (%join (car trie) (%remove (cdr trie) (- next 4294967296) key))))))

;;; The pairs but that of the key.
(define (%alist-delete1 key pairs)
  (cond ((null? pairs) '())
        ((equal? key (car (car pairs))) (cdr pairs))
        (else (cons (car pairs) (%alist-delete1 key (cdr pairs))))))

;;; The trie of two: a leaf beside nothing is the leaf.
(define (%join a b)
  (cond ((and (null? a) (%leaf? b)) b)
        ((and (null? b) (%leaf? a)) a)
        (else (cons a b))))

;;; Whether a trie, not empty, is a leaf.
(define (%leaf? trie) (integer? (car trie)))

;;; The entries combined: `(f entry initial)`, and so on.
(define (%fold-entries f result trie)
  (cond ((null? trie) result)
        ((integer? (car trie)) (%fold1 f result (cdr trie)))
        (else
         (%fold-entries f (%fold-entries f result (car trie)) (cdr trie)))))

;; Hashes: integers from 0 to 2^32 - 1

;;; The hash that places a key.
(define (%hash key) (%hash-by key 1013904243))

;;; The hash that orders keys whose first hashes are the same.
(define (%second-hash key) (%hash-by key 362437069))

;;; The hash of a value by a multiplier, odd and below 2^30. Values of one kind have a number added, so that like
;;; values of two kinds differ.
(define (%hash-by value factor)
  (cond ((integer? value) (%hash-integer value factor))
        ((symbol? value) (%hash-chars (%chars (symbol->string value)) 1 factor))
        ((string? value) (%hash-chars (%chars value) 2 factor))
        ((char? value) (%mix 3 (char->integer value) factor))
        ((pair? value) (%hash-pair value factor))
        ((null? value) 2863311530)
        ((boolean? value) (if value 1431655765 3579139412))
        ((vector? value) (%mix 4 (%hash-pair (%vector->pair value) factor) factor))
        ((bytevector? value) (%mix 5 (%hash-pair (%bytevector->pair value) factor) factor))
        ((%record? value) (%mix 6 (%hash-pair (%record->pair value) factor) factor))
        (else 715827882)))

;;; Two hashes mixed to one.
(define (%mix a b factor)
  (modulo (* (+ a b) factor) 4294967296))

;;; The hash of an integer.
(define (%hash-integer value factor)
  (if (<= 0 value 2147483647)
      (%mix 0 value factor)
      (%mix (%mix 7 (modulo value 2147483648) factor)
            (modulo (quotient value 2147483648) 4294967296)
            factor)))

;;; The hash of a list of characters after some others.
(define (%hash-chars chars hash factor)
  (if (null? chars)
      hash
      (%hash-chars (cdr chars)
                   (%mix hash (char->integer (car chars)) factor)
                   factor)))

;;; The hash of a pair.
(define (%hash-pair pair factor)
  (let ((first (%mix 8 (%hash-by (car pair) factor) factor)))
    (%mix first (%hash-by (cdr pair) factor) factor)))
