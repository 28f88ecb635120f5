//! Imported ONNX models compute what the onnx package's reference evaluator computes; what can't be imported is refused by
//! name; and no file makes the importer panic.

mod cases;
mod malformed;
mod refused;
