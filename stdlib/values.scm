;;; Several values, and what the forms that receive values or take records apart need.
;;;
;;; None or several values are one value of their own kind; a single value is itself.

;;; The operands as several values.
(define (values . items) (%list->values items))

;;; The elements of a list as several values.
(define (%list->values items)
  (cond ((null? items) (values))
        ((null? (cdr items)) (car items))
        (else (%pair->values items))))

;;; What the second procedure returns for the values that the first returns.
(define (call-with-values producer consumer)
  (call-with-values producer consumer))

;;; The list of the values that a value stands for.
(define (%values->list value)
  (if (%values? value)
      (let ((items (%values->pair value)))
        (if (pair? (cdr items)) items '()))
      (list value)))

;;; Stops with the error that other values are expected; they are given as a list.
(define (%wrong-values message value)
  (error message (%values->list value)))

;;; Stops with the error that a value is of another type.
(define (%wrong-type message value)
  (error message value))
