;; Record types and several values: an account, its deposits, and what is left after a withdrawal.

(define-record-type account
  (make-account owner balance)
  account?
  (owner account-owner)
  (balance account-balance))

(define (deposit account amount)
  (make-account (account-owner account)
                (+ (account-balance account) amount)))

;; The account after the withdrawal and what was paid out: never more than there is.
(define (withdraw account amount)
  (let ((paid (min amount (account-balance account))))
    (values (deposit account (- paid)) paid)))

(let*-values (((mine) (deposit (make-account 'ada 100) 25))
              ((mine paid) (withdraw mine 200)))
  (list (account-owner mine) (account-balance mine) paid))
