//! As much of the standard library as special forms need, which is read and expanded a hundred times faster than all of it.

use foldscheme_lang::datum::{Data, DatumId, DatumKind};
use foldscheme_lang::reader;
use foldscheme_lang::source::{SourceId, Sources};
use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

/// Names that expansions use, and some that programs do.
const WANTED: [&str; 24] = [
    "%append2",
    "%guard",
    "%negate",
    "%raised",
    "%values->list",
    "%wrong-type",
    "%wrong-values",
    "append",
    "apply",
    "assoc",
    "call-with-values",
    "error-object-message",
    "error-object?",
    "force",
    "length",
    "list",
    "list->vector",
    "map",
    "raise",
    "raise-continuable",
    "reverse",
    "values",
    "vector-ref",
    "with-exception-handler",
];

/// The definitions of these names and of all that they mention, in the library's order.
fn excerpt() -> String {
    let mut sources = Sources::new();
    let mut definitions: Vec<(String, BTreeSet<String>)> = Vec::new();
    let mut defined: HashMap<String, Vec<usize>> = HashMap::new();
    for (name, text) in foldscheme_stdlib::FILES {
        let id = sources.add(name, text);
        let data = reader::read(&sources, id).expect("the library can be read");
        for form in data.top() {
            let span = data.span(*form);
            for name in names(&data, *form) {
                defined.entry(name).or_default().push(definitions.len());
            }
            let text = text[span.start as usize..span.end as usize].to_string();
            definitions.push((text, symbols(&data, *form)));
        }
    }
    let mut open: Vec<String> = WANTED.iter().map(|name| name.to_string()).collect();
    let mut taken = BTreeSet::new();
    while let Some(name) = open.pop() {
        for index in defined.get(&name).into_iter().flatten() {
            if taken.insert(*index) {
                open.extend(definitions[*index].1.iter().cloned());
            }
        }
    }
    let texts: Vec<&str> = taken.iter().map(|i| definitions[*i].0.as_str()).collect();
    texts.join("\n")
}

/// What a form of the library's top level defines: the symbols right after its keyword.
fn names(data: &Data, form: DatumId) -> Vec<String> {
    let parts = data.parts(form).items;
    let Some(target) = parts.get(1) else {
        return Vec::new();
    };
    let keyword = parts.first().and_then(|first| data.symbol(*first));
    match keyword.map(|keyword| &**keyword) {
        // A record type defines all that it mentions.
        Some("define-record-type") => symbols(data, form).into_iter().collect(),
        _ => {
            let mut name = *target;
            while let DatumKind::Pair(first, _) = data.kind(name) {
                name = *first;
            }
            data.symbol(name)
                .map(|name| name.to_string())
                .into_iter()
                .collect()
        }
    }
}

fn symbols(data: &Data, form: DatumId) -> BTreeSet<String> {
    let reachable = data.reachable(form);
    let symbols = reachable.iter().filter_map(|id| data.symbol(*id));
    symbols.map(|symbol| symbol.to_string()).collect()
}

/// Adds the excerpt to the sources.
pub fn add(sources: &mut Sources) -> SourceId {
    static EXCERPT: OnceLock<std::sync::Arc<str>> = OnceLock::new();
    let text = EXCERPT.get_or_init(|| excerpt().into());
    sources.add("<stdlib/excerpt.scm>", text.clone())
}
