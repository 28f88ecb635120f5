//! The figures as a table in Markdown, so that a document can hold it as it is.

use super::report::{Figures, Report, Size};
use crate::words::{counted, grouped};
use std::fmt::Write;

/// The whole report.
pub fn table(report: &Report) -> String {
    let processor = report.processor.as_deref().unwrap_or("unknown processor");
    let mut text = format!(
        "{}, {}; medians of {}. Stock is nova-snark's own engine; the ratio is stock to Foldscheme.\n",
        processor,
        counted(report.threads as u64, "thread"),
        report.repeat,
    );
    for size in &report.sizes {
        section(&mut text, size);
    }
    text.push_str("\nEach side verified the other's proofs, too.");
    text
}

fn section(text: &mut String, size: &Size) {
    let _ = writeln!(
        text,
        "\n2^{}: {} of `(fib 20)` in a fold, {} constraints on the primary curve, {} on the secondary\n",
        size.log,
        counted(size.steps as u64, "step"),
        grouped(size.primary_constraints as u64),
        grouped(size.secondary_constraints as u64),
    );
    let line = |text: &mut String, [name, ours, stock, ratio]: [&str; 4]| {
        let _ = writeln!(
            text,
            "| {name:<27} | {ours:>10} | {stock:>10} | {ratio:>5} |"
        );
    };
    line(text, ["", "Foldscheme", "stock", "ratio"]);
    line(text, ["---", "---:", "---:", "---:"]);
    for row in ROWS {
        let figure = |of: &Figures| (row.figure)(of);
        let shown = |of: &Figures| figure(of).map_or("?".to_string(), |f| row.unit.show(f));
        let ratio = figure(&size.ratio).map_or("?".to_string(), |r| format!("{r:.1}"));
        let (ours, stock) = (shown(&size.foldscheme), shown(&size.stock));
        line(text, [row.name, &ours, &stock, &ratio]);
    }
}

struct Row {
    name: &'static str,
    unit: Unit,
    figure: fn(&Figures) -> Option<f64>,
}

enum Unit {
    Seconds,
    Microseconds,
    Bytes,
    Mebibytes,
}

impl Unit {
    fn show(&self, figure: f64) -> String {
        match self {
            Unit::Seconds => format!("{figure:.3} s"),
            Unit::Microseconds => format!("{:.2} µs", figure * 1e6),
            Unit::Bytes => grouped(figure as u64),
            Unit::Mebibytes => format!("{:.0} MiB", figure / f64::from(1 << 20)),
        }
    }
}

const ROWS: [Row; 9] = [
    row("generators", Unit::Seconds, |f| Some(f.generators)),
    row("set-up, with generators", Unit::Seconds, |f| Some(f.set_up)),
    row("one fold", Unit::Seconds, |f| Some(f.fold)),
    row("fold, per constraint", Unit::Microseconds, |f| {
        Some(f.per_constraint)
    }),
    row("compression", Unit::Seconds, |f| Some(f.compression)),
    row("verification", Unit::Seconds, |f| Some(f.verification)),
    row("compressed proof, bytes", Unit::Bytes, |f| {
        Some(f.proof_bytes)
    }),
    row("peak memory, folding", Unit::Mebibytes, |f| {
        f.folding_memory
    }),
    row("peak memory in all", Unit::Mebibytes, |f| f.memory),
];

const fn row(name: &'static str, unit: Unit, figure: fn(&Figures) -> Option<f64>) -> Row {
    Row { name, unit, figure }
}
