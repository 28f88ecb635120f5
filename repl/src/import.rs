//! `foldscheme import`.

use crate::args::{ImportArgs, Shown};
use crate::context::Context;
use crate::exit::{Failure, Status};
use crate::input;
use crate::output::ProofFile;
use crate::terminal;
use foldscheme::onnx::{self, Options};
use std::fs;
use std::path::Path;

/// Imports a model: writes a program, its weights and its first state into a directory.
pub fn command(context: &Context, args: &ImportArgs) -> Result<Status, Failure> {
    if args.fraction >= args.bits {
        return Err(Failure::new(
            Status::Usage,
            format!(
                "activations of {} bits can't have {} of them behind the point",
                args.bits, args.fraction
            ),
        ));
    }
    let bytes = input::model(&args.model)?;
    let options = Options {
        bits: args.bits,
        fraction: args.fraction,
        weight_bits: args.weight_bits,
        multiplier_bits: args.multiplier_bits,
        public_inputs: args.inputs == Shown::Public,
        public_weights: args.weights == Shown::Public,
    };
    let file = args.model.file_name().unwrap_or(args.model.as_os_str());
    let imported = onnx::import(&bytes, &file.to_string_lossy(), &options).map_err(|error| {
        Failure::new(Status::Source, format!("{}: {error}", args.model.display()))
    })?;
    let weights = imported
        .weights()
        .map_err(|error| Failure::io(format!("cannot make the weights file: {error}")))?;
    let mut state = imported.state.to_string();
    state.push('\n');

    let cannot =
        |path: &Path, why: String| Failure::io(format!("cannot write {}: {why}", path.display()));
    fs::create_dir_all(&args.out).map_err(|error| cannot(&args.out, error.to_string()))?;
    let program = args.out.join("model.scm");
    if !args.force && program.exists() {
        return Err(cannot(
            &program,
            "it exists\n  = help: `--force` writes over it".to_string(),
        ));
    }
    let contents: [(&str, &[u8]); 3] = [
        ("model.scm", imported.program.as_bytes()),
        ("weights.safetensors", &weights),
        ("state.json", state.as_bytes()),
    ];
    let mut files = Vec::new();
    for (name, content) in contents {
        files.push((
            ProofFile::create(&args.out.join(name), &context.interruption)?,
            content,
        ));
    }
    for (file, content) in files {
        file.finish(content)?;
    }
    terminal::print(program.display())?;
    Ok(Status::Done)
}
