;;; Output, for people: it goes to standard output while the program runs, and is no part of what is proved.
;;; What is to be proved is emitted.
;;;
;;; There are no ports. A port as an operand is an error.

;;; Nothing of use: prints the value with its strings, characters and symbols as they are.
(define (display value . port)
  (%no-port "display" port)
  (%display value))

;;; Nothing of use: prints the value as the reader reads it.
(define (write value . port)
  (%no-port "write" port)
  (%write value))

;;; The same as `write`: no value contains itself.
(define (write-shared value . port)
  (%no-port "write-shared" port)
  (%write value))

;;; The same as `write`.
(define (write-simple value . port)
  (%no-port "write-simple" port)
  (%write value))

;;; Nothing of use: ends the line.
(define (newline . port)
  (%no-port "newline" port)
  (%display "\n"))

;;; Nothing of use: prints the string's characters.
(define (write-string string . port)
  (%no-port "write-string" port)
  (if (string? string)
      (%display string)
      (error "write-string: not a string" string)))

;;; Nothing of use: prints the character.
(define (write-char char . port)
  (%no-port "write-char" port)
  (if (char? char)
      (%display char)
      (error "write-char: not a character" char)))

;;; Nothing of use; fails unless the list of further operands is empty.
(define (%no-port name port)
  (if (null? port)
      #t
      (error (%port-message name) (car port))))

;;; What is wrong with a port, for the procedure of this name.
(define (%port-message name)
  (cond ((eq? name "display") "display: there are no ports, all output goes to standard output")
        ((eq? name "write") "write: there are no ports, all output goes to standard output")
        ((eq? name "newline") "newline: there are no ports, all output goes to standard output")
        (else "there are no ports, all output goes to standard output")))
