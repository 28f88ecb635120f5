; Three bodies of mass 1 in the plane, where gravity falls with the distance: first speeds, then places (semi-implicit Euler).

(define-type number (fixed 32 20))
(define-type point (vec 2 number))

; The pull on a body at `from` towards one at `to`. A little is added to the square of the distance, so that it is never zero.
(define (pull [from : point] [to : point])
  (let* ([d (- to from)]
         [square (rescale (+ (dot d d) 1/64) 20)])
    (/ d square)))

(define (force body bodies)
  (fold (lambda (other sum) (+ sum (pull body other))) (vector 0 0) bodies))

(define-step (move [p : (mat 3 2 number)]
                   [v : (mat 3 2 number)])
  (let* ([f (map (lambda (body) (force body p)) p)]
         [v (as number (+ v (* f 1/64)))])
    (values (as number (+ p (* v 1/64))) v)))
