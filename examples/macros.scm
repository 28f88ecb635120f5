;; A form of the program's own: `collect` puts together the values of an expression over nested
;; ranges, as comprehensions do. It expands to plain loops, so nothing of it is left in the
;; circuit, and the names in its template, `loop` and `found`, meet no name of its user's.

(define-syntax collect
  (syntax-rules (for when)
    ((_ found value) (cons value found))
    ((_ found value (when test) clause ...)
     (if test (collect found value clause ...) found))
    ((_ before value (for name from to) clause ...)
     (let loop ((name from) (found before))
       (if (> name to)
           found
           (loop (+ name 1) (collect found value clause ...)))))))

;; The sides, up to `most`, of right triangles.
(define (triangles most)
  (collect '() (list a b c)
    (for a 1 most)
    (for b a most)
    (for c b most)
    (when (= (+ (* a a) (* b b)) (* c c)))))

(triangles 10)
