;;; Output, for people: it goes to standard output while the program runs, and is no part of what is proved.
;;; What is to be proved is emitted.
;;;
;;; There are no ports. A port as an operand is an error.

;;; Nothing of interest: prints the value with its strings, characters and symbols as they are.
(define (display value . port)
  (%no-port port)
  (%display value))

;;; Nothing of interest: prints the value as the reader reads it.
(define (write value . port)
  (%no-port port)
  (%write value))

;;; The same as `write`: no value contains itself.
(define (write-shared value . port)
  (%no-port port)
  (%write value))

;;; The same as `write`.
(define (write-simple value . port)
  (%no-port port)
  (%write value))

;;; Nothing of interest: ends the line.
(define (newline . port)
  (%no-port port)
  (%display "\n"))

;;; Nothing of interest: prints the string's characters.
(define (write-string string . port)
  (%no-port port)
  (if (string? string)
      (%display string)
      (error "write-string: not a string" string)))

;;; Nothing of interest: prints the character.
(define (write-char char . port)
  (%no-port port)
  (if (char? char)
      (%display char)
      (error "write-char: not a character" char)))

;;; `#t` of the empty list of further operands; fails if there is a port.
(define (%no-port port)
  (if (null? port)
      #t
      (error "there are no ports: all output goes to standard output" (car port))))
