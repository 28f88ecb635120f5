; The plainest repeated step: a chain of Poseidon hashes.

(define-step (hash [h : field])
  (poseidon h))
