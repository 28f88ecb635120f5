//! Sums, means and greatest elements.

use super::arithmetic::{at, minimum, one};
use super::operations::Call;
use super::{Kind, Lowered, Lowering, Tensor, Val};
use crate::diagnostic::Diagnostic;
use crate::typed::emit::{EmitError, Emitter};
use crate::typed::program::Wire;

/// The most elements that `argmax` compares: its constraints hold their number's square of terms.
const MOST_COMPARED: usize = 4096;

impl Lowering<'_> {
    pub fn sum(&mut self, call: Call<'_>) -> Lowered {
        let [(value, place)] = one(call.operands);
        let x = self.tensor(value, place, "sum")?;
        if x.kind == Kind::Bool {
            return self.mistake(
                Diagnostic::new("E0404", "`sum` takes numbers", place)
                    .label("these are truth values")
                    .help("`(as (nat 1) x)` makes numbers of them"),
            );
        }
        let terms: Vec<(i128, Wire)> = x.wires.iter().map(|wire| (1, *wire)).collect();
        let sum = self.emit.linear(0, &terms);
        let wire = self.made(sum, call.span)?;
        Ok(Val::Tensor(Tensor::scalar(x.kind, wire)))
    }

    pub fn mean(&mut self, call: Call<'_>) -> Lowered {
        let rounding = call.rounding.unwrap_or_default();
        let [(value, place)] = one(call.operands);
        let (x, _) = self.numbers(value, place, "mean")?;
        let terms: Vec<(i128, Wire)> = x.wires.iter().map(|wire| (1, *wire)).collect();
        let mean = (|| {
            let sum = self.emit.linear(0, &terms)?;
            let count = self.emit.constant(terms.len() as i128)?;
            self.emit.divided(sum, count, rounding)
        })();
        let wire = self.made(mean, call.span)?;
        Ok(Val::Tensor(Tensor::scalar(x.kind, wire)))
    }

    pub fn argmax(&mut self, call: Call<'_>) -> Lowered {
        let [(value, place)] = one(call.operands);
        let (x, _) = self.numbers(value, place, "argmax")?;
        if x.wires.len() > MOST_COMPARED {
            return self.mistake(
                Diagnostic::new(
                    "E0410",
                    format!("`argmax` compares at most {MOST_COMPARED} elements"),
                    place,
                )
                .label(format!("these are {}", x.wires.len())),
            );
        }
        let index = self.emit.arg_max(x.wires.to_vec());
        let wire = self.made(index, call.span)?;
        Ok(Val::Tensor(Tensor::scalar(Kind::Number(0), wire)))
    }

    /// The extreme element of one array, or that of several arrays element by element.
    fn extreme(
        &mut self,
        call: Call<'_>,
        pick: fn(&mut Emitter, &[Wire]) -> Result<Wire, EmitError>,
    ) -> Lowered {
        let (name, span) = (call.operation.name, call.span);
        let (arrays, kind) = self.aligned(call.operands, span, name, false)?;
        if kind == Kind::Field {
            return self.mistake(
                Diagnostic::new("E0404", format!("`{name}` takes numbers"), span)
                    .label("field elements have no order"),
            );
        }
        if let [x] = arrays.as_slice() {
            let wire = pick(&mut self.emit, &x.wires);
            let wire = self.made(wire, span)?;
            return Ok(Val::Tensor(Tensor::scalar(kind, wire)));
        }
        let shape = self.broadcast(&arrays.iter().collect::<Vec<_>>(), span, name)?;
        let value = self.elementwise(&shape, kind, span, |emit, i| {
            let wires: Vec<Wire> = arrays.iter().map(|array| at(array, i)).collect();
            pick(emit, &wires)
        })?;
        Ok(Val::Tensor(value))
    }

    pub fn max(&mut self, call: Call<'_>) -> Lowered {
        self.extreme(call, Emitter::maximum)
    }

    pub fn min(&mut self, call: Call<'_>) -> Lowered {
        self.extreme(call, minimum)
    }
}
