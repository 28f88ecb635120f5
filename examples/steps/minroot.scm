; MinRoot, a delay function: fifth roots, which take long to find, and are soon checked. The roots are given.

(define-step (minroot [x : field]
                      [y : field]
                      [i : field]
                      [root : field private])
  (let* ([square (* root root)])
    (assert (= (* square square root) (+ x y)) "this is no fifth root of x + y")
    (values root (+ x i) (+ i 1))))
