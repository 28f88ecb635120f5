;;; Exceptions.
;;;
;;; The machine keeps the exception handlers at hand: a pair of the innermost one and the outer ones, `(#f . #f)`
;;; if there is none. A handler is called where the exception is raised, with the outer handlers at hand.

;;; What the thunk returns, with the handler at hand while it runs.
(define (with-exception-handler handler thunk)
  (let ((outer (%handlers)))
    (%set-handlers (cons (%procedure handler) outer))
    (let ((value (thunk)))
      (%set-handlers outer)
      value)))

;;; The value, a procedure.
(define (%procedure value)
  (if (procedure? value)
      value
      (error "with-exception-handler: the handler is not a procedure" value)))

;;; Nothing: hands the object to the handler at hand, which must not return.
(define (raise object)
  (let ((handlers (%handlers)))
    (if (car handlers)
        (begin
          (%set-handlers (cdr handlers))
          ((car handlers) object)
          (%returned object))
        (%unhandled object))))

;;; What the handler at hand returns of the object.
(define (raise-continuable object)
  (let ((handlers (%handlers)))
    (if (car handlers)
        (begin
          (%set-handlers (cdr handlers))
          (let ((value ((car handlers) object)))
            (%set-handlers handlers)
            value))
        (%unhandled object))))

;;; Nothing: where errors go in a program that installs handlers. `message` is a string, or `#f` if the irritant
;;; is the list of the message and the irritants proper.
(define (%raised site irritant message)
  (let ((handlers (%handlers)))
    (if (car handlers)
        (let ((object (%make-error site irritant message)))
          (%set-handlers (cdr handlers))
          ((car handlers) object)
          (%returned object))
        (%fail site irritant))))

;;; Nothing: the secondary exception when a handler returns where it must not.
(define (%returned object)
  (error "raise: the handler returned" object))

;;; Nothing: stops the run; an error ends it as if nobody had handled it.
(define (%unhandled object)
  (if (error-object? object)
      (let ((fields (%error-fields object)))
        (%fail (car fields) (car (cdr fields))))
      (%uncaught object)))

;;; What `body` returns; if something is raised meanwhile, what `(handler condition escape)` does: it is called
;;; where the exception is raised, and `(escape thunk)` leaves for here and returns what the thunk does.
(define (%guard body handler)
  (%call-with-escape
   (lambda (continuation)
     (let* ((outer (%handlers))
            (escape (lambda (thunk)
                      (%set-handlers outer)
                      (%escape continuation thunk))))
       (%set-handlers
        (cons (lambda (condition) (handler condition escape)) outer))
       (let ((value (body)))
         (%set-handlers outer)
         value)))))

;; Error objects: records of the site's number, the irritant and the message.

;;; The error object of an error.
(define (%make-error site irritant message)
  (%pair->record
   (cons '(error "<stdlib/exception.scm>" site irritant message)
         (cons site (cons irritant message)))))

;;; The site, the irritant and the message of an error object: `(site . (irritant . message))`.
(define (%error-fields object)
  (if (error-object? object)
      (cdr (%record->pair object))
      (error "not an error object" object)))

;;; Whether the value is what `error`, or an error of the machine's own, raises.
(define (error-object? value)
  (and (%record? value)
       (eq? (car (%record->pair value))
            '(error "<stdlib/exception.scm>" site irritant message))))

;;; The message of an error object.
(define (error-object-message object)
  (let ((rest (cdr (%error-fields object))))
    (or (cdr rest) (car (car rest)))))

;;; The list of the irritants of an error object.
(define (error-object-irritants object)
  (let ((rest (cdr (%error-fields object))))
    (if (cdr rest)
        (list (car rest))
        (cdr (car rest)))))

;;; Whether the value is an error of reading data: never, since there are no ports.
(define (read-error? value) #f)

;;; Whether the value is an error of opening a file: never, since there are no ports.
(define (file-error? value) #f)
