;;; Pairs and the compositions of `car` and `cdr`.

;;; A pair.
(define (cons first rest) (cons first rest))

;;; The first part of a pair.
(define (car pair) (car pair))

;;; The second part of a pair.
(define (cdr pair) (cdr pair))

;;; The `car` of the `car`.
(define (caar pair) (car (car pair)))

;;; The `car` of the `cdr`: a list's second element.
(define (cadr pair) (car (cdr pair)))

;;; The `cdr` of the `car`.
(define (cdar pair) (cdr (car pair)))

;;; The `cdr` of the `cdr`.
(define (cddr pair) (cdr (cdr pair)))

;;; The `car` of the `caar`.
(define (caaar pair) (car (car (car pair))))

;;; The `car` of the `cadr`.
(define (caadr pair) (car (car (cdr pair))))

;;; The `car` of the `cdar`.
(define (cadar pair) (car (cdr (car pair))))

;;; The `car` of the `cddr`: a list's third element.
(define (caddr pair) (car (cdr (cdr pair))))

;;; The `cdr` of the `caar`.
(define (cdaar pair) (cdr (car (car pair))))

;;; The `cdr` of the `cadr`.
(define (cdadr pair) (cdr (car (cdr pair))))

;;; The `cdr` of the `cdar`.
(define (cddar pair) (cdr (cdr (car pair))))

;;; The `cdr` of the `cddr`.
(define (cdddr pair) (cdr (cdr (cdr pair))))

;;; The `car` of the `caaar`.
(define (caaaar pair) (car (car (car (car pair)))))

;;; The `car` of the `caadr`.
(define (caaadr pair) (car (car (car (cdr pair)))))

;;; The `car` of the `cadar`.
(define (caadar pair) (car (car (cdr (car pair)))))

;;; The `car` of the `caddr`.
(define (caaddr pair) (car (car (cdr (cdr pair)))))

;;; The `car` of the `cdaar`.
(define (cadaar pair) (car (cdr (car (car pair)))))

;;; The `car` of the `cdadr`.
(define (cadadr pair) (car (cdr (car (cdr pair)))))

;;; The `car` of the `cddar`.
(define (caddar pair) (car (cdr (cdr (car pair)))))

;;; The `car` of the `cdddr`: a list's fourth element.
(define (cadddr pair) (car (cdr (cdr (cdr pair)))))

;;; The `cdr` of the `caaar`.
(define (cdaaar pair) (cdr (car (car (car pair)))))

;;; The `cdr` of the `caadr`.
(define (cdaadr pair) (cdr (car (car (cdr pair)))))

;;; The `cdr` of the `cadar`.
(define (cdadar pair) (cdr (car (cdr (car pair)))))

;;; The `cdr` of the `caddr`.
(define (cdaddr pair) (cdr (car (cdr (cdr pair)))))

;;; The `cdr` of the `cdaar`.
(define (cddaar pair) (cdr (cdr (car (car pair)))))

;;; The `cdr` of the `cdadr`.
(define (cddadr pair) (cdr (cdr (car (cdr pair)))))

;;; The `cdr` of the `cddar`.
(define (cdddar pair) (cdr (cdr (cdr (car pair)))))

;;; The `cdr` of the `cdddr`.
(define (cddddr pair) (cdr (cdr (cdr (cdr pair)))))
