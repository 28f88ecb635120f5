//! The special forms and the symbols that help them.

/// A name that begins a special form or helps one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    And,
    Arrow,
    Assert,
    Begin,
    Case,
    CaseLambda,
    Cond,
    CondExpand,
    Define,
    DefineLibrary,
    DefineRecordType,
    DefineSyntax,
    DefineValues,
    Delay,
    DelayForce,
    Do,
    Ellipsis,
    Else,
    Guard,
    If,
    Import,
    Include,
    IncludeCi,
    Lambda,
    Let,
    LetStar,
    LetStarValues,
    LetSyntax,
    LetValues,
    Letrec,
    LetrecStar,
    LetrecSyntax,
    Or,
    Quasiquote,
    Quote,
    Receive,
    SyntaxError,
    SyntaxRules,
    Underscore,
    Unless,
    Unquote,
    UnquoteSplicing,
    When,
}

impl Keyword {
    /// Every keyword, its name and how its form is written.
    const TABLE: [(Keyword, &'static str, &'static str); 43] = [
        (Keyword::And, "and", "(and test …)"),
        (Keyword::Arrow, "=>", "(test => procedure)"),
        (
            Keyword::Assert,
            "assert",
            "(assert test)` or `(assert test message irritant …)",
        ),
        (Keyword::Begin, "begin", "(begin expression …)"),
        (
            Keyword::Case,
            "case",
            "(case key ((datum …) expression …) … (else expression …))",
        ),
        (
            Keyword::CaseLambda,
            "case-lambda",
            "(case-lambda ((parameter …) body …) …)",
        ),
        (
            Keyword::Cond,
            "cond",
            "(cond (test expression …) … (else expression …))",
        ),
        (
            Keyword::Define,
            "define",
            "(define name value)` or `(define (name parameter …) body …)",
        ),
        (
            Keyword::DefineRecordType,
            "define-record-type",
            "(define-record-type name (constructor field …) predicate (field accessor) …)",
        ),
        (
            Keyword::DefineValues,
            "define-values",
            "(define-values (name …) expression)",
        ),
        (Keyword::Delay, "delay", "(delay expression)"),
        (
            Keyword::DelayForce,
            "delay-force",
            "(delay-force expression)",
        ),
        (
            Keyword::CondExpand,
            "cond-expand",
            "(cond-expand (requirement form …) … (else form …))",
        ),
        (
            Keyword::DefineLibrary,
            "define-library",
            "(define-library name declaration …)",
        ),
        (Keyword::Import, "import", "(import set …)"),
        (Keyword::Include, "include", "(include \"file.scm\" …)"),
        (
            Keyword::IncludeCi,
            "include-ci",
            "(include-ci \"file.scm\" …)",
        ),
        (
            Keyword::Do,
            "do",
            "(do ((name first step) …) (test value …) body …)",
        ),
        (
            Keyword::DefineSyntax,
            "define-syntax",
            "(define-syntax name (syntax-rules (literal …) (pattern template) …))",
        ),
        (Keyword::Ellipsis, "...", "pattern ..."),
        (Keyword::Else, "else", "(else expression …)"),
        (
            Keyword::Guard,
            "guard",
            "(guard (name (test expression …) … (else expression …)) body …)",
        ),
        (Keyword::If, "if", "(if test then else)"),
        (Keyword::Lambda, "lambda", "(lambda (parameter …) body …)"),
        (Keyword::Let, "let", "(let ((name value) …) body …)"),
        (Keyword::LetStar, "let*", "(let* ((name value) …) body …)"),
        (
            Keyword::LetStarValues,
            "let*-values",
            "(let*-values (((name …) expression) …) body …)",
        ),
        (
            Keyword::LetValues,
            "let-values",
            "(let-values (((name …) expression) …) body …)",
        ),
        (
            Keyword::Letrec,
            "letrec",
            "(letrec ((name value) …) body …)",
        ),
        (
            Keyword::LetrecStar,
            "letrec*",
            "(letrec* ((name value) …) body …)",
        ),
        (
            Keyword::LetSyntax,
            "let-syntax",
            "(let-syntax ((name (syntax-rules …)) …) body …)",
        ),
        (
            Keyword::LetrecSyntax,
            "letrec-syntax",
            "(letrec-syntax ((name (syntax-rules …)) …) body …)",
        ),
        (Keyword::Or, "or", "(or test …)"),
        (Keyword::Quasiquote, "quasiquote", "`template"),
        (Keyword::Quote, "quote", "(quote datum)"),
        (
            Keyword::Receive,
            "receive",
            "(receive (name …) expression body …)",
        ),
        (
            Keyword::SyntaxError,
            "syntax-error",
            "(syntax-error message datum …)",
        ),
        (
            Keyword::SyntaxRules,
            "syntax-rules",
            "(syntax-rules (literal …) (pattern template) …)",
        ),
        (Keyword::Underscore, "_", "_"),
        (Keyword::Unless, "unless", "(unless test expression …)"),
        (Keyword::Unquote, "unquote", ",expression"),
        (Keyword::UnquoteSplicing, "unquote-splicing", ",@expression"),
        (Keyword::When, "when", "(when test expression …)"),
    ];

    /// The keyword of this name.
    pub(super) fn named(name: &str) -> Option<Keyword> {
        let found = Self::TABLE.iter().find(|(_, known, _)| *known == name);
        found.map(|(keyword, _, _)| *keyword)
    }

    /// All names.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        Self::TABLE.iter().map(|(_, name, _)| *name)
    }

    /// The name.
    pub(super) fn name(self) -> &'static str {
        self.entry().0
    }

    /// How its form is written.
    pub(super) fn shape(self) -> &'static str {
        self.entry().1
    }

    fn entry(self) -> (&'static str, &'static str) {
        let found = Self::TABLE.iter().find(|(keyword, _, _)| *keyword == self);
        found.map_or(("", ""), |(_, name, shape)| (name, shape))
    }
}
