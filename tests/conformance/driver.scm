;;; Runs programs by GNU Guile: reads lists of forms from a file, evaluates each list in a module of its own that
;;; sees R7RS-small and a few more libraries, and writes a line for each: "= value", "! error", or "? " where it was cut off.

(use-modules (ice-9 exceptions) (ice-9 sandbox) (rnrs bytevectors))

(define interfaces
  (map (lambda (library) (apply resolve-interface library))
       '(((scheme base))
         ((scheme case-lambda))
         ((scheme char))
         ((scheme cxr))
         ((scheme lazy))
         ((scheme eval))
         ((scheme inexact))
         ((scheme write))
         ((srfi srfi-1)
          #:select (fold reduce filter partition remove delete find find-tail any every iota take drop take-while
                    drop-while span break last last-pair delete-duplicates append-map filter-map list-index count
                    first second third fourth fifth cons* concatenate append-reverse list-tabulate unfold
                    reduce-right fold-right take-right drop-right split-at))
         ((rnrs lists) #:select (fold-left))
         ((rnrs base) #:select (assert))
         ((guile) #:select (sort string-join)))))

(define (fresh-module)
  (let ((module (make-module 31)))
    (for-each (lambda (interface) (module-use! module interface)) (reverse interfaces))
    module))

;; The last form's value; the others are for their definitions. A program has a minute.
(define (run forms)
  (call-with-time-limit 60
                        (lambda () (run-unlimited forms))
                        (lambda () (raise-exception 'took-too-long))))

(define (run-unlimited forms)
  (let ((module (fresh-module)))
    (let loop ((forms forms))
      (let ((value (eval (car forms) module)))
        (if (null? (cdr forms))
            value
            (loop (cdr forms)))))))

(define (plain? symbol)
  (let ((name (symbol->string symbol)))
    (and (not (string-null? name))
         (not (string->number name))
         (not (string=? name "."))
         (string-every (string->char-set "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-+*/<>=!?.")
                       name))))

;; As R7RS writes it; Guile's own `write` differs in bytevectors, symbols and some characters.
(define (show value)
  (cond ((pair? value)
         (display "(")
         (let loop ((value value))
           (show (car value))
           (cond ((null? (cdr value)) (display ")"))
                 ((pair? (cdr value)) (display " ") (loop (cdr value)))
                 (else (display " . ") (show (cdr value)) (display ")")))))
        ((vector? value)
         (display "#(")
         (let loop ((values (vector->list value)) (separator ""))
           (when (pair? values)
             (display separator)
             (show (car values))
             (loop (cdr values) " ")))
         (display ")"))
        ((bytevector? value)
         (display "#u8")
         (display (bytevector->u8-list value)))
        ((and (symbol? value) (not (plain? value)))
         (display "|")
         (string-for-each (lambda (c)
                            (case c
                              ((#\newline) (display "\\n"))
                              ((#\|) (display "\\|"))
                              ((#\\) (display "\\\\"))
                              (else (display c))))
                          (symbol->string value))
         (display "|"))
        ((char? value)
         (case (char->integer value)
           ((0) (display "#\\null"))
           ((27) (display "#\\escape"))
           (else (write value))))
        ((procedure? value) (display "#<procedure>"))
        (else (write value))))

(define (one-line exception)
  (string-map (lambda (c) (if (char=? c #\newline) #\space c))
              (call-with-output-string
               (lambda (port)
                 (write (if (exception-with-message? exception)
                            (list (exception-message exception)
                                  (if (exception-with-irritants? exception)
                                      (exception-irritants exception)
                                      '()))
                            exception)
                        port)))))

(define (report forms)
  (let ((line (with-exception-handler
                  (lambda (exception)
                    (string-append (if (eq? exception 'took-too-long) "? " "! ")
                                   (one-line exception)))
                (lambda ()
                  (let ((value (run forms)))
                    (with-output-to-string
                      (lambda ()
                        (display "= ")
                        (show value)))))
                #:unwind? #t)))
    (display line)
    (newline)))

(call-with-input-file (cadr (command-line))
  (lambda (port)
    (let loop ((forms (read port)))
      (unless (eof-object? forms)
        (report forms)
        (loop (read port))))))
