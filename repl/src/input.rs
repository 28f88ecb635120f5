//! Programs and proofs from files, standard input and the command line.

use crate::args::ProgramArgs;
use crate::exit::{Failure, Status};
use foldscheme::syntax::{self, Sources};
use foldscheme::{CompileError, Compiled, ScalarField, SourceText};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The largest program that is read, in bytes.
const LARGEST_SOURCE: u64 = 64 << 20;

/// The largest proof file that is read, in bytes. The largest that is ever written is a folded
/// proof that is not compressed.
pub const LARGEST_PROOF: u64 = 512 << 20;

/// What `-` stands for.
const STDIN: &str = "<stdin>";

/// The texts of a program. Files go by their path.
pub fn texts(program: &ProgramArgs) -> Result<Vec<SourceText>, Failure> {
    match &program.file {
        Some(file) => Ok(vec![source(file)?]),
        None => Ok((1..)
            .zip(&program.expressions)
            .map(|(n, text)| SourceText {
                name: format!("<expr {n}>"),
                text: text.clone(),
            })
            .collect()),
    }
}

/// One text from a file or from standard input.
pub fn source(file: &Path) -> Result<SourceText, Failure> {
    if is_stdin(file) {
        return read_at_most(&mut io::stdin().lock(), LARGEST_SOURCE, STDIN)
            .and_then(|bytes| decoded(STDIN.to_string(), bytes))
            .map_err(Failure::io);
    }
    text(file).map_err(Failure::io)
}

/// One text from a file.
fn text(file: &Path) -> Result<SourceText, String> {
    decoded(file.display().to_string(), read_file(file, LARGEST_SOURCE)?)
}

fn decoded(name: String, bytes: Vec<u8>) -> Result<SourceText, String> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let line = 1 + bytes.iter().take(valid).filter(|b| **b == b'\n').count();
        let byte = bytes.get(valid).copied().unwrap_or_default();
        format!("{name} is not UTF-8 text: byte {byte:#04x} at offset {valid}, in line {line}")
    })?;
    // A byte order mark says how the file is encoded; it is no part of the program.
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_string(),
        None => text,
    };
    Ok(SourceText { name, text })
}

/// The claim names a program by its file's name alone: in which directory it was is nobody's
/// business.
pub fn name_by_file(text: &mut SourceText, file: &Path) {
    if let (false, Some(name)) = (is_stdin(file), file.file_name()) {
        text.name = name.to_string_lossy().into_owned();
    }
}

/// The bytes of a proof file.
pub fn proof(file: &Path) -> Result<Vec<u8>, Failure> {
    read_file(file, LARGEST_PROOF).map_err(Failure::io)
}

/// The bytes of a checkpoint: of a regular file, since opening a pipe would wait for whoever writes to it.
pub fn checkpoint(file: &Path) -> Result<Vec<u8>, Failure> {
    check_regular(file)
        .and_then(|()| read_file(file, LARGEST_PROOF))
        .map_err(Failure::io)
}

/// Checks that a path leads to a regular file.
pub fn check_regular(file: &Path) -> Result<(), String> {
    let name = file.display();
    match std::fs::metadata(file) {
        Ok(metadata) if metadata.is_file() => Ok(()),
        Ok(metadata) if metadata.is_dir() => Err(format!("cannot read {name}: it is a directory")),
        Ok(_) => Err(format!("cannot read {name}: it is not a regular file")),
        Err(error) => Err(format!("cannot read {name}: {error}")),
    }
}

/// The largest model that is read, in bytes.
const LARGEST_MODEL: u64 = 256 << 20;

/// The bytes of a model.
pub fn model(file: &Path) -> Result<Vec<u8>, Failure> {
    read_file(file, LARGEST_MODEL).map_err(Failure::io)
}

/// Whether a path stands for standard input.
pub fn is_stdin(file: &Path) -> bool {
    file == Path::new("-")
}

/// Compiles a program, which must not be empty.
pub fn compile(field: ScalarField, texts: Vec<SourceText>) -> Result<Compiled, Failure> {
    let first = texts.first().map_or_else(String::new, |t| t.name.clone());
    let empty = texts.iter().all(is_empty);
    let compiled = load(field, texts)?;
    if empty {
        return Err(Failure::new(
            Status::Source,
            format!(
                "{first}:1:1: the program is empty: it has neither an expression nor a definition"
            ),
        ));
    }
    Ok(compiled)
}

/// Compiles a program with the files that it includes or imports libraries from.
pub fn load(field: ScalarField, texts: Vec<SourceText>) -> Result<Compiled, CompileError> {
    load_from(field, texts, Path::new(""))
}

/// [`load`], where the texts' names are relative to a directory.
pub fn load_from(
    field: ScalarField,
    texts: Vec<SourceText>,
    directory: &Path,
) -> Result<Compiled, CompileError> {
    Compiled::load(field, texts, &mut |name| {
        let file = directory.join(name);
        match file.try_exists() {
            Ok(false) => Ok(None),
            _ => Ok(Some(text(&file)?.text.into())),
        }
    })
}

fn is_empty(text: &SourceText) -> bool {
    let mut sources = Sources::new();
    let id = sources.add(text.name.as_str(), text.text.as_str());
    syntax::read(&sources, id).is_ok_and(|data| data.top().is_empty())
}

fn read_file(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    let name = path.display();
    let cannot = |error: io::Error| format!("cannot read {name}: {error}");
    let mut file = File::open(path).map_err(cannot)?;
    let metadata = file.metadata().map_err(cannot)?;
    if metadata.is_dir() {
        return Err(format!("cannot read {name}: it is a directory"));
    }
    if metadata.len() > most {
        return Err(too_large(&name, most));
    }
    read_at_most(&mut file, most, &name.to_string())
}

fn read_at_most(input: &mut dyn Read, most: u64, name: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    input
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| format!("cannot read {name}: {error}"))?;
    if bytes.len() as u64 > most {
        return Err(too_large(&name, most));
    }
    Ok(bytes)
}

fn too_large(name: &dyn std::fmt::Display, most: u64) -> String {
    format!("{name} is larger than {} MiB", most >> 20)
}
