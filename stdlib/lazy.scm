;;; Promises: expressions that are evaluated when they are forced, each time anew.
;;;
;;; R7RS remembers a promise's first value. Here only the cost and `emit` can tell that nothing is
;;; remembered, since an expression has the same value whenever it is evaluated.

;;; A promise is of one of three kinds: `value` holds its value, `delayed` the procedure that
;;; returns it, `chained` the procedure that returns a further promise.
(define-record-type %promise
  (%make-promise kind content)
  promise?
  (kind %promise-kind)
  (content %promise-content))

;;; The promise of a value, unless the value is a promise already.
(define (make-promise value)
  (if (promise? value)
      value
      (%make-promise 'value value)))

;;; The promise of what a procedure returns; `(delay expression)` calls this.
(define (%delay thunk) (%make-promise 'delayed thunk))

;;; The promise of what the promise that a procedure returns comes to; `(delay-force expression)`
;;; calls this.
(define (%delay-force thunk) (%make-promise 'chained thunk))

;;; The value of a promise; any other value is its own. A chain of promises takes no room.
(define (force promise)
  (if (promise? promise)
      (%force (%promise-kind promise) (%promise-content promise))
      promise))

;;; The value of a promise of this kind and content.
(define (%force kind content)
  (cond ((eq? kind 'value) content)
        ((eq? kind 'delayed) (content))
        (else (force (content)))))
