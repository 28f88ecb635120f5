//! Which model a proof is to be about: the salt of its digest, and weights that have the digest asked for.

use super::load::Loaded;
use super::plan_failure;
use super::salt::SaltFile;
use crate::args::FoldArgs;
use crate::exit::{Failure, Status};
use foldscheme::typed::{model_digest, Array, ModelDigest, Role, Salt};

/// The salt of the model digest, if there are hidden weights; refuses weights that have not the digest asked for.
pub fn salt(args: &FoldArgs, loaded: &Loaded) -> Result<Option<SaltFile>, Failure> {
    let program = loaded.function.program();
    let is_hidden = |role| program.ports_of(role).next().is_some();
    if !is_hidden(Role::Weights) && !is_hidden(Role::Block) {
        return match (&args.model, &args.salt) {
            (Some(_), _) => Err(usage("--model", "the step has no hidden weights")),
            (None, Some(_)) => Err(usage("--salt", "the step has no hidden weights")),
            (None, None) => Ok(None),
        };
    }
    let path = match (&args.salt, args.weights.first()) {
        (Some(path), _) => path.clone(),
        (None, Some(weights)) => SaltFile::beside(weights),
        (None, None) => return Err(usage("--salt FILE", "where the salt is must be said")),
    };
    let file = SaltFile::open(path)?;
    let Some(asked) = args.model else {
        return Ok(Some(file));
    };
    if file.is_new() {
        return Err(Failure::io(format!(
            "there is no salt file {}: without it no weights have the model digest {asked}\n  = help: `--salt FILE` \
             says where it is",
            file.path().display()
        )));
    }
    check_model(loaded, &file.salt, asked)?;
    Ok(Some(file))
}

fn usage(option: &str, why: &str) -> Failure {
    Failure::new(Status::Usage, format!("`{option}`: {why}"))
}

fn check_model(loaded: &Loaded, salt: &Salt, asked: ModelDigest) -> Result<(), Failure> {
    let program = loaded.function.program();
    // Of what each step brings, the blocks.
    let of_steps = |role: Role| matches!(role, Role::Public | Role::Private | Role::Block);
    let is_block: Vec<bool> = program
        .ports
        .iter()
        .filter(|port| of_steps(port.role))
        .map(|port| port.role == Role::Block)
        .collect();
    let steps = loaded.data.steps.iter();
    let blocks: Vec<Vec<Array>> = steps
        .map(|arrays| {
            let blocks = arrays
                .iter()
                .zip(&is_block)
                .filter(|(_, is_block)| **is_block);
            blocks.map(|(array, _)| array.clone()).collect()
        })
        .collect();
    let digest = model_digest(&loaded.function, &loaded.data.weights, &blocks, salt)
        .map_err(plan_failure)?;
    match digest {
        Some(digest) if digest == asked => Ok(()),
        Some(digest) => Err(Failure::new(
            Status::Rejected,
            format!("these are other weights, or another salt: their model digest is\n  {digest}, not\n  {asked}"),
        )),
        None => Err(usage("--model", "the step has no hidden weights")),
    }
}
