//! Equality, texts, and constants in and out.

use super::*;

/// Values that differ from one another, made anew each time, with parts of each kind.
fn several(heap: &mut Heap) -> Vec<Value> {
    let (abc, abd) = (heap.text(&"abc".into()), heap.text(&"abd".into()));
    let one = heap.cons(Value::Integer(1), Value::Nil);
    let two = heap.cons(Value::Integer(2), Value::Nil);
    let wrapped = |value, wrap| match value {
        Value::Pair(id) => Value::Wrap(wrap, id),
        other => other,
    };
    let (vector, record) = (wrapped(one, Wrap::Vector), wrapped(one, Wrap::Record));
    let mut values = vec![
        Value::Nil,
        Value::Unspecified,
        Value::Boolean(true),
        Value::Boolean(false),
        Value::Char('a'),
        Value::Integer(1),
        Value::Symbol(abc),
        Value::String(abc),
        Value::String(abd),
        one,
        two,
        heap.cons(one, two),
        heap.cons(two, one),
        vector,
        record,
        wrapped(two, Wrap::Vector),
        heap.cons(vector, Value::Nil),
        heap.cons(record, Value::Nil),
        heap.cons(one, Value::Nil),
    ];
    for (code, captured) in [
        (1, vec![]),
        (2, vec![]),
        (1, vec![one]),
        (2, vec![one]),
        (1, vec![one, two]),
        (1, vec![two]),
    ] {
        values.push(heap.closure(CodeId(code), captured.into()));
    }
    let inner = heap.closure(CodeId(3), Box::default());
    values.push(heap.cons(inner, Value::Nil));
    values
}

#[test]
fn what_is_made_alike_is_the_same_and_nothing_else_is() {
    let mut heap = Heap::default();
    let (first, second) = (several(&mut heap), several(&mut heap));
    for (i, a) in first.iter().enumerate() {
        for (k, b) in second.iter().enumerate() {
            assert_eq!(heap.same(*a, *b), i == k, "{a:?}, {b:?}");
        }
    }
}

#[test]
fn a_text_keeps_the_list_of_characters_that_it_was_first_known_by() {
    let mut heap = Heap::default();
    let list = |heap: &mut Heap, text: &str| {
        let chars = text.chars().rev();
        chars.fold(Value::Nil, |rest, c| heap.cons(Value::Char(c), rest))
    };
    // One that is new has the list that it was made of.
    let first = list(&mut heap, "ab");
    let text = heap.text_of(first);
    assert_eq!(&**heap.get_text(text), "ab");
    assert_eq!(heap.characters(text), first);
    let second = list(&mut heap, "ab");
    assert_eq!(heap.text_of(second), text);
    assert_eq!(heap.characters(text), first);
    // One that is known has none before it is asked for one.
    let known = heap.text(&"known".into());
    let made = list(&mut heap, "known");
    assert_eq!(heap.text_of(made), known);
    assert_ne!(heap.characters(known), made);
    let odd = heap.cons(Value::Integer(1), first);
    let odd = heap.text_of(odd);
    assert_eq!(&**heap.get_text(odd), "\u{fffd}ab");
}

#[test]
fn constants_come_out_as_they_went_in_and_shared_pairs_stay_shared() {
    let id = ConstId;
    let table = vec![
        Constant::Symbol("a".into()),
        Constant::Integer(-5),
        Constant::Pair(id(0), id(1)),
        Constant::Nil,
        Constant::Pair(id(2), id(3)),
        Constant::Pair(id(2), id(4)),
        Constant::Wrap(Wrap::Vector, id(5)),
    ];
    let mut heap = Heap::default();
    let values = heap.load(&table);
    assert_eq!(values.len(), table.len());
    let name = |_| unreachable!("there is no procedure");
    let out = heap.unload(values[6], name);
    let pairs = out.iter().filter(|c| matches!(c, Constant::Pair(..)));
    assert_eq!(pairs.count(), 3);
    let mut other = Heap::default();
    let again = *other.load(&out).last().expect("a value");
    assert_eq!(other.unload(again, name), out);
    assert_eq!(
        heap.load(&out).last().map(|v| heap.same(*v, values[6])),
        Some(true)
    );
    // A value is last in its table, and stands there once.
    for value in &values {
        let out = heap.unload(*value, name);
        let back = *heap.load(&out).last().expect("a value");
        assert!(heap.same(back, *value), "{value:?}");
    }
    assert_eq!(heap.unload(values[2], name).len(), 3);
}
