;; Code that is data: `eval` is a program like any other, so its run can be proved, whatever the code is and
;; wherever it comes from. The circuit knows nothing of what is evaluated.

(define world
  (environment-extend
   (environment-extend
    (environment-extend (empty-environment) '* (lambda (a b) (* a b)))
    '- (lambda (a b) (- a b)))
   '= (lambda (a b) (= a b))))

(define (program n)
  `(letrec ((factorial
             (lambda (n) (if (= n 0) 1 (* n (factorial (- n 1)))))))
     (factorial ,n)))

(eval (program 3) world)
