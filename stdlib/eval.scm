;;; `eval`: code that is data, run and proved.
;;;
;;; The datum is translated once into closures, *nodes*, each of which takes the run-time environment, a
;;; list, and returns the expression's value; a variable is its place in that list. Running a node never
;;; looks at a name or at the datum again. Evaluated procedures are procedures like all others.
;;;
;;; The forms: quote, quasiquote, if, lambda, let (also named), let*, letrec, letrec*, begin, cond, case, and,
;;; or, when, unless, do, and `define` before the expressions of a body or a `begin`. A malformed form and a
;;; name that means nothing are errors of the run before anything is evaluated. Names that begin with `%`
;;; are the library's own here too.
;;;
;;; What is evaluated is nowhere in the circuit, but the procedures that the environment offers are. An
;;; environment of few names, made by `environment-extend`, makes a circuit of half the size.
;;;
;;; Cost: `foldscheme cost --json` on
;;;
;;;     (eval '(letrec ((fib (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))))) (fib 10))
;;;           (environment '(scheme base)))
;;;
;;; gives 4,920 steps of 7,208 constraints. The run evaluates 2,206 forms (calls, `if`s, names and constants, each as
;;; often as it is evaluated), so that a form costs 16,100 constraints, translation included; of `(fib 15)` 14,800.
;;; `tests/cost` keeps it under 20,000.

;;; The value of an expression, or of a `begin` with definitions, in an environment.
(define (eval datum environment)
  ((%translate datum (%finder environment)) '()))

;; Environments. Each is a pair of the procedure `%finder`, which no program can name, and of a *finder*: a
;; procedure that is given a name and how many operands it is called with (-1 if it is not), and returns what the name
;; means in a list, or `#f`.

;;; The environment of R7RS import sets. All that begin with `scheme`, `srfi` or `foldscheme` offer the same:
;;; the procedures of `%procedure-named`. Of no import set it is the empty environment.
(define (environment . imports)
  (cond ((null? imports) (empty-environment))
        ((memq (car (car imports)) '(scheme foldscheme srfi))
         (if (null? (cdr imports))
             (cons %finder %library-finder)
             (apply environment (cdr imports))))
        (else (error "environment: there is no such library" (car imports)))))

;;; The same as `(environment '(scheme base))`.
(define (scheme-report-environment version) (cons %finder %library-finder))

;;; The environment that offers the forms and no procedure.
(define (empty-environment) (cons %finder %empty-finder))

;;; The environment with one more name, which hides what the name meant before. It costs every later look-up of
;;; another name two steps, in translation alone.
(define (environment-extend environment name value)
  (let ((finder (%finder environment)))
    (cons %finder
          (lambda (sought operands)
            (if (eq? sought name)
                (cons value '())
                (finder sought operands))))))

;;; The finder of an environment.
(define (%finder environment)
  (if (and (pair? environment) (eq? (car environment) %finder))
      (cdr environment)
      (error "eval: not an environment" environment)))

;;; Finds nothing.
(define (%empty-finder name operands) #f)

;; Scopes: what the run-time environment will hold, as an improper list that ends in a finder. An element is a name or,
;; for names that are defined together, a pair of two lists: the names of `lambda` expressions and the others.

;;; The node of a name that the scope holds; `#f` if it does not. The scope begins at this depth.
(define (%local name scope depth)
  (cond ((procedure? scope) #f)
        ((eq? name (car scope)) (%variable-node depth))
        ((pair? (car scope)) (%defined name (car scope) scope depth))
        (else (%local name (cdr scope) (+ depth 1)))))

;;; `%local` where the scope's first element is these two lists of names.
(define (%defined name names scope depth)
  (let ((index (%position name (car names) 0)))
    (if index
        (%procedure-node depth index)
        (let ((index (%position name (cdr names) 0)))
          (if index
              (%slot-node name depth index)
              (%local name (cdr scope) (+ depth 1)))))))

;;; The index of the name, the first one's being given; `#f` if it is not there.
(define (%position name names index)
  (cond ((null? names) #f)
        ((eq? name (car names)) index)
        (else (%position name (cdr names) (+ index 1)))))

;;; What a name means outside of the scope as the operator of so many operands, in a list, or `#f`.
(define (%global name scope operands)
  (if (procedure? scope)
      (scope name operands)
      (%global name (cdr scope) operands)))

;;; The keyword that a form begins with; `#f` if it begins with none or that is bound.
(define (%keyword form scope)
  (and (pair? form)
       (symbol? (car form))
       (not (%local (car form) scope 0))
       (not (%global (car form) scope -1))
       (car form)))

;; Nodes

;;; Returns a constant.
(define (%constant-node value)
  (lambda (env) value))

;;; Returns the element of the environment at this depth.
(define (%variable-node depth)
  (cond ((= depth 0) (lambda (env) (car env)))
        ((= depth 1) (lambda (env) (car (cdr env))))
        (else (lambda (env) (list-ref env depth)))))

;;; Makes a procedure that is defined together with others: its environment begins with them.
(define (%procedure-node depth index)
  (lambda (env) (%make-defined env depth index)))

;;; The procedure with this index among those defined at this depth.
(define (%make-defined env depth index)
  (if (= depth 0)
      (%make-indexed (car (car env)) index env)
      (%make-defined (cdr env) (- depth 1) index)))

;;; The procedure that the node with this index makes in the environment.
(define (%make-indexed nodes index env)
  (if (= index 0)
      ((car nodes) env)
      (%make-indexed (cdr nodes) (- index 1) env)))

;;; Returns a value that is defined together with others.
(define (%slot-node name depth index)
  (lambda (env)
    (let ((value (list-ref (cdr (list-ref env depth)) index)))
      (if (eq? value %unassigned)
          (error "eval: this name is used before it has a value" name)
          value))))

;;; Stands for the value of a name before it has one.
(define (%unassigned) #f)

;;; Chooses.
(define (%if-node test then otherwise)
  (lambda (env)
    (if (test env) (then env) (otherwise env))))

;;; Returns the test's value if it is true, else the other one's.
(define (%or-node test otherwise)
  (lambda (env)
    (let ((value (test env)))
      (if value value (otherwise env)))))

;;; Calls the receiver with the test's value if it is true, else returns the other one's.
(define (%receiver-node test receiver otherwise)
  (lambda (env)
    (let ((value (test env)))
      (if value ((receiver env) value) (otherwise env)))))

;;; Evaluates one for nothing and then the other.
(define (%sequence-node first rest)
  (lambda (env)
    (first env)
    (rest env)))

;;; Evaluates the body with one more variable.
(define (%let-node value body)
  (lambda (env)
    (body (cons (value env) env))))

;;; Evaluates the body with names that are defined together.
(define (%define-node procedures values body)
  (if (null? values)
      (let ((names (cons procedures '())))
        (lambda (env) (body (cons names env))))
      (let ((slots (%make-list (length values) %unassigned '())))
        (lambda (env)
          (body (%initialise values 0 (cons procedures slots) env))))))

;;; The environment with names that are defined together, of which the values are evaluated in turn.
(define (%initialise nodes index names outer)
  (if (null? nodes)
      (cons names outer)
      (%initialise (cdr nodes)
                   (+ index 1)
                   (let ((value ((car nodes) (cons names outer))))
                     (cons (car names) (list-set (cdr names) index value)))
                   outer)))

;;; Makes a procedure. The last parameter comes first in the body's environment.
(define (%lambda-node count rest? body)
  (cond (rest? (%operands-node count #t body))
        ((= count 1)
         (lambda (env)
           (lambda (a) (body (cons a env)))))
        ((= count 2)
         (lambda (env)
           (lambda (a b) (body (cons b (cons a env))))))
        (else (%operands-node count #f body))))

;;; Makes a procedure that is given a list.
(define (%operands-node count rest? body)
  (lambda (env)
    (lambda operands (body (%push count rest? operands env)))))

;;; The environment with so many operands before it, and then the list of the others if there may be some.
(define (%push count rest? operands env)
  (cond ((= count 0)
         (cond (rest? (cons operands env))
               ((null? operands) env)
               (else (error "eval: a procedure is called with too many operands; the last are" operands))))
        ((pair? operands)
         (%push (- count 1) rest? (cdr operands) (cons (car operands) env)))
        (else (error "eval: a procedure is called with too few operands; still missing" count))))

;;; Calls a procedure that is known.
(define (%known-call-node f operands)
  (cond ((null? operands) (lambda (env) (apply f '())))
        ((null? (cdr operands)) (%known-call1-node f (car operands)))
        ((null? (cdr (cdr operands)))
         (%known-call2-node f (car operands) (car (cdr operands))))
        (else (lambda (env) (apply f (%evaluate operands env))))))

;;; Calls a procedure that is known with one operand.
(define (%known-call1-node f a)
  (lambda (env) (f (a env))))

;;; Calls a procedure that is known with two operands.
(define (%known-call2-node f a b)
  (lambda (env)
    (let ((first (a env)))
      (f first (b env)))))

;;; Calls what the operator's node returns.
(define (%call-node operator operands)
  (cond ((null? operands) (lambda (env) (apply (operator env) '())))
        ((null? (cdr operands)) (%call1-node operator (car operands)))
        ((null? (cdr (cdr operands)))
         (%call2-node operator (car operands) (car (cdr operands))))
        (else (lambda (env) (apply (operator env) (%evaluate operands env))))))

;;; Calls what the operator's node returns with one operand.
(define (%call1-node operator a)
  (lambda (env) ((operator env) (a env))))

;;; Calls what the operator's node returns with two operands.
(define (%call2-node operator a b)
  (lambda (env) ((operator env) (a env) (b env))))

;;; The values of nodes.
(define (%evaluate nodes env)
  (if (null? nodes)
      '()
      (let ((value ((car nodes) env)))
        (cons value (%evaluate (cdr nodes) env)))))

;;; Evaluates the first clause, a pair of data and node, that holds the key's value.
(define (%case-node key clauses)
  (lambda (env) (%select (key env) clauses env)))

;;; The value of the first clause that holds the key; all hold it whose data are `#t`.
(define (%select key clauses env)
  (cond ((null? clauses) (if #f #f))
        ((%holds? key (car (car clauses))) ((cdr (car clauses)) env))
        (else (%select key (cdr clauses) env))))

;;; Whether the data hold the key.
(define (%holds? key data)
  (if (pair? data)
      (or (eq? key (car data)) (%holds? key (cdr data)))
      (eq? data #t)))

;; Translation: data to nodes

;;; The node of a datum.
(define (%translate datum scope)
  (cond ((pair? datum)
         (if (list? datum)
             (%translate-form datum (car datum) (cdr datum) scope)
             (%malformed datum)))
        ((symbol? datum)
         (or (%local datum scope 0)
             (let ((found (%global datum scope -1)))
               (if found
                   (%constant-node (car found))
                   (%unknown datum)))))
        ((null? datum) (%malformed datum))
        (else (%constant-node datum))))

;;; An error: the form is not written as it must be.
(define (%malformed form)
  (error "eval: this form is not written as it must be" form))

;;; An error: the name means nothing.
(define (%unknown name)
  (error "eval: this name means nothing here" name))

;;; The nodes of data.
(define (%translate-all data scope)
  (if (null? data)
      '()
      (let ((first (%translate (car data) scope)))
        (cons first (%translate-all (cdr data) scope)))))

;;; The node of a form or a call of these operands.
(define (%translate-form form operator operands scope)
  (if (symbol? operator)
      (let ((local (%local operator scope 0)))
        (if local
            (%call-node local (%translate-all operands scope))
            (let ((found (%global operator scope (length operands))))
              (if found
                  (%known-call-node (car found) (%translate-all operands scope))
                  (%translate-keyword form operator operands scope)))))
      (let ((operator (%translate operator scope)))
        (%call-node operator (%translate-all operands scope)))))

;;; The node of a form that begins with a keyword.
(define (%translate-keyword form keyword operands scope)
  (if (pair? operands)
      (%translate-special form keyword (car operands) (cdr operands) scope)
      (case keyword
        ((and) (%constant-node #t))
        ((or) (%constant-node #f))
        ((%cond %begin) (%constant-node (if #f #f)))
        (else (%translate-special form keyword '() '() scope)))))

;;; The node of a form of a keyword and at least one part. Most forms become simpler ones.
(define (%translate-special form keyword first rest scope)
  (case keyword
    ((quote %quote) (%constant-node first))
    ((begin %begin) (%translate-body (cons first rest) '() '() scope))
    ((if) (%translate-if first (%first rest form) (%second-or-nothing (cdr rest)) scope))
    ((when) (%translate-if first (cons '%begin rest) (if #f #f) scope))
    ((unless) (%translate-if first (if #f #f) (cons '%begin rest) scope))
    ((and)
     (if (null? rest)
         (%translate first scope)
         (%translate-if first (cons 'and rest) #f scope)))
    ((or)
     (if (null? rest)
         (%translate first scope)
         (%translate-or first (cons 'or rest) scope)))
    ((cond %cond) (%translate-cond form first rest scope))
    ((case) (%translate-case (%translate first scope) rest scope))
    ((lambda %lambda) (%translate-lambda first 0 rest scope))
    ((let %let) (%translate-let first rest scope))
    ((let*) (%translate-let* first rest scope))
    ((letrec letrec*) (%translate-letrec first rest scope))
    ((do) (%translate-do first (%first rest form) (cdr rest) scope))
    ((quasiquote) (%translate (%template first 1) scope))
    ((define %define)
     (error "eval: a definition stands only before the expressions of a body" form))
    (else (%unknown keyword))))

;;; The first of a form's parts, at least one.
(define (%first parts form)
  (if (pair? parts) (car parts) (%malformed form)))

;;; The first of a form's parts, if there are some.
(define (%second-or-nothing parts)
  (if (pair? parts) (car parts) (if #f #f)))

;;; The node of an `if`.
(define (%translate-if test then otherwise scope)
  (let* ((test (%translate test scope))
         (then (%translate then scope)))
    (%if-node test then (%translate otherwise scope))))

;;; The node of an `or` of two.
(define (%translate-or test otherwise scope)
  (let ((test (%translate test scope)))
    (%or-node test (%translate otherwise scope))))

;;; The node of a `cond` of a clause and others.
(define (%translate-cond form clause rest scope)
  (if (pair? clause)
      (let ((test (car clause)) (body (cdr clause)) (rest (cons '%cond rest)))
        (cond ((eq? test 'else) (%translate-body body '() '() scope))
              ((null? body) (%translate-or test rest scope))
              ((eq? (car body) '=>)
               (let* ((test (%translate test scope))
                      (receiver (%translate (%first (cdr body) form) scope)))
                 (%receiver-node test receiver (%translate rest scope))))
              (else (%translate-if test (cons '%begin body) rest scope))))
      (%malformed form)))

;;; The node of a `case` of a key's node and clauses.
(define (%translate-case key clauses scope)
  (%case-node key (%translate-clauses clauses scope)))

;;; The clauses of a `case` as pairs of data and node.
(define (%translate-clauses clauses scope)
  (if (null? clauses)
      '()
      (let* ((clause (car clauses))
             (node (%translate (cons '%begin (cdr clause)) scope))
             (data (if (eq? (car clause) 'else) #t (car clause))))
        (cons (cons data node) (%translate-clauses (cdr clauses) scope)))))

;;; The node of a procedure, of whose parameters `count` are in the scope already.
(define (%translate-lambda params count body scope)
  (cond ((pair? params)
         (%translate-lambda (cdr params) (+ count 1) body (cons (%name (car params)) scope)))
        ((null? params)
         (%lambda-node count #f (%translate-body body '() '() scope)))
        (else
         (%lambda-node count #t (%translate-body body '() '() (cons (%name params) scope))))))

;;; The datum if it is a name.
(define (%name datum)
  (if (symbol? datum)
      datum
      (error "eval: this must be a name" datum)))

;; Bodies

;;; The node of a body after some definitions, in reverse order: procedures as lists of name, parameters and body,
;;; and other values as pairs of name and expression.
(define (%translate-body forms procedures values scope)
  (if (null? forms)
      (error "eval: this body has no expression after its definitions of"
             (append (%map1 car procedures) (%map1 car values)))
      (let ((form (car forms)) (rest (cdr forms)))
        (case (%keyword form scope)
          ((begin) (%translate-body (append (cdr form) rest) procedures values scope))
          ((define %define)
           (%translate-definition (%first (cdr form) form) (cdr (cdr form)) rest procedures values scope))
          (else
           (if (and (null? procedures) (null? values))
               (%translate-sequence form rest scope)
               (%translate-defined form rest (reverse procedures) (reverse values) scope)))))))

;;; `%translate-body` after a definition of its left and its right part.
(define (%translate-definition left right forms procedures values scope)
  (if (pair? left)
      (%translate-body forms (cons (cons (car left) (cons (cdr left) right)) procedures) values scope)
      (let ((value (%first right left)))
        (if (memq (%keyword value scope) '(lambda %lambda))
            (%translate-body forms (cons (cons left (cdr value)) procedures) values scope)
            (%translate-body forms procedures (cons (cons left value) values) scope)))))

;;; The node of a body with these definitions.
(define (%translate-defined first rest procedures values outer)
  (let* ((scope (cons (cons (%map1 car procedures) (%map1 car values)) outer))
         (procedures (%translate-procedures procedures scope))
         (values (%translate-all (%map1 cdr values) scope)))
    (%define-node procedures values (%translate-sequence first rest scope))))

;;; The nodes of procedures, each a list of name, parameters and body.
(define (%translate-procedures procedures scope)
  (if (null? procedures)
      '()
      (let* ((parts (cdr (car procedures)))
             (first (%translate-lambda (car parts) 0 (cdr parts) scope)))
        (cons first (%translate-procedures (cdr procedures) scope)))))

;;; The node of expressions.
(define (%translate-sequence first rest scope)
  (if (null? rest)
      (%translate first scope)
      (let ((first (%translate first scope)))
        (%sequence-node first (%translate-sequence (car rest) (cdr rest) scope)))))

;; Forms that bind

;;; The node of a `let` of bindings, or of a name before them.
(define (%translate-let first rest scope)
  (cond ((null? first) (%translate-body rest '() '() scope))
        ((symbol? first)
         (%translate (%loop first (car rest) (cdr rest)) scope))
        ((null? (cdr first))
         (%translate-let1 (car first) rest scope))
        (else
         (%translate (cons (cons '%lambda (cons (%map1 car first) rest))
                           (%map1 cadr first))
                     scope))))

;;; The node of a body with one more variable.
(define (%translate-let1 binding body scope)
  (let ((value (%translate (cadr binding) scope)))
    (%let-node value
               (%translate-body body '() '() (cons (%name (car binding)) scope)))))

;;; The node of a `let*`.
(define (%translate-let* bindings body scope)
  (if (null? bindings)
      (%translate-body body '() '() scope)
      (%translate-let1 (car bindings)
                       (cons (cons 'let* (cons (cdr bindings) body)) '())
                       scope)))

;;; The node of a `letrec`: a body that begins with definitions.
(define (%translate-letrec bindings body scope)
  (%translate-body (%append2 (%map1 %definition bindings)
                             (cons (cons '%let (cons '() body)) '()))
                   '() '() scope))

;;; The definition of a binding.
(define (%definition binding) (cons '%define binding))

;;; A call of a procedure that its body knows by its name, with the bindings' values.
(define (%loop name bindings body)
  (cons (list '%let
              '()
              (cons '%define (cons (cons name (%map1 car bindings)) body))
              name)
        (%map1 cadr bindings)))

;;; The node of a `do`: a loop whose name no program can have.
(define (%translate-do bindings end body scope)
  (let* ((next (cons '%loop (%map1 %step bindings)))
         (done (cons (car end) (cons (cons '%begin (cdr end)) '())))
         (again (list 'else (cons '%begin body) next)))
    (%translate (%loop '%loop bindings (cons (list '%cond done again) '())) scope)))

;;; The step of a binding of `do`: the name itself if there is none.
(define (%step binding)
  (if (null? (cddr binding)) (car binding) (caddr binding)))

;; Quasiquotation

;;; The expression of a template that stands in so many quasiquotations.
(define (%template datum depth)
  (if (pair? datum)
      (case (car datum)
        ((unquote)
         (if (= depth 1)
             (cadr datum)
             (%pair-template (car datum) (cdr datum) (- depth 1))))
        ((quasiquote) (%pair-template (car datum) (cdr datum) (+ depth 1)))
        (else
         (if (and (pair? (car datum)) (eq? (car (car datum)) 'unquote-splicing))
             (%splice-template (car datum) (cdr datum) depth)
             (%pair-template (car datum) (cdr datum) depth))))
      (list '%quote datum)))

;;; The expression of a pair's template.
(define (%pair-template first rest depth)
  (let ((first (%template first depth)))
    (list cons first (%template rest depth))))

;;; The expression of a template that begins with `unquote-splicing`.
(define (%splice-template first rest depth)
  (if (= depth 1)
      (list %append2 (cadr first) (%template rest depth))
      (let ((first (%pair-template (car first) (cdr first) (- depth 1))))
        (list cons first (%template rest depth)))))

;; The procedures of `(environment '(scheme base))`

;;; Finds the library's procedures, and where it matters the one that takes two operands.
(define (%library-finder name operands)
  (let ((found (or (and (= operands 2) (%binary name))
                   (%procedure-named name))))
    (and found (cons found '()))))

;;; The operation of this name on two operands; `#f` if there is none.
(define (%binary name)
  (case name
    ((+) (lambda (a b) (+ a b)))
    ((-) (lambda (a b) (- a b)))
    ((*) (lambda (a b) (* a b)))
    ((=) (lambda (a b) (= a b)))
    ((<) (lambda (a b) (< a b)))
    ((>) (lambda (a b) (> a b)))
    ((<=) (lambda (a b) (<= a b)))
    ((>=) (lambda (a b) (>= a b)))
    (else #f)))

;;; The library's procedure of this name; `#f` if there is none.
(define (%procedure-named name)
  (case name
    ((+) +) ((-) -) ((*) *) ((/) /) ((=) =) ((<) <) ((>) >) ((<=) <=) ((>=) >=)
    ((quotient) quotient) ((remainder) remainder) ((modulo) modulo)
    ((abs) abs) ((min) min) ((max) max) ((gcd) gcd) ((expt) expt) ((square) square)
    ((zero?) zero?) ((positive?) positive?) ((negative?) negative?) ((even?) even?) ((odd?) odd?)
    ((number?) number?) ((integer?) integer?) ((field?) field?) ((field) field)
    ((boolean?) boolean?) ((char?) char?) ((symbol?) symbol?) ((string?) string?)
    ((procedure?) procedure?) ((null?) null?) ((pair?) pair?) ((list?) list?)
    ((eq?) eq?) ((eqv?) eqv?) ((equal?) equal?) ((not) not)
    ((cons) cons) ((car) car) ((cdr) cdr) ((caar) caar) ((cadr) cadr) ((cdar) cdar) ((cddr) cddr)
    ((caddr) caddr) ((list) list) ((length) length) ((append) append) ((reverse) reverse)
    ((list-tail) list-tail) ((list-ref) list-ref)
    ((member) member) ((memq) memq) ((memv) memv) ((assoc) assoc) ((assq) assq) ((assv) assv)
    ((map) map) ((for-each) for-each) ((apply) apply) ((error) error) ((emit) emit)
    ((char->integer) char->integer) ((integer->char) integer->char)
    (else #f)))
