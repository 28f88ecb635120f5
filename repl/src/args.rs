//! What may stand on the command line.

use crate::bench::WorkerArgs;
use clap::{Args, Parser, Subcommand, ValueEnum};
use foldscheme::typed::ModelDigest;
use foldscheme::ScalarField;
use std::path::PathBuf;

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "foldscheme",
    version,
    about = "A small, pure Scheme whose every run can be folded into a proof",
    after_help = "Without a command, expressions are read from the terminal or from standard input.\n\n\
        Exit codes: 0 done; 1 the program ended in an error; 2 usage; 3 syntax or compile error;\n\
        4 proof rejected; 5 a limit was hit; 6 input or output failed; 130 interrupted."
)]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
    /// The command; none means the REPL.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What every command takes.
#[derive(Debug, Args)]
pub struct Global {
    /// Stop a run after so many machine steps
    #[arg(long, global = true, value_name = "N", default_value_t = 100_000_000)]
    pub max_steps: u64,
    /// Stop a run whose heap and stack need more memory than this
    #[arg(long, global = true, value_name = "MIB", default_value_t = 4096)]
    pub max_memory: usize,
    /// The curve that runs are proved on; its scalar field is that of field elements [default: pallas]
    #[arg(long, global = true, value_enum, value_name = "CURVE")]
    pub curve: Option<Curve>,
    /// Make or verify a proof under the powers of a ceremony's secret, from its `.ptau` file: BN254 only
    #[arg(long, global = true, value_name = "FILE")]
    pub ptau: Option<PathBuf>,
    /// Neither read nor write the cache of commitment generators
    #[arg(long, global = true)]
    pub no_cache: bool,
}

/// A curve that runs are proved on.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Curve {
    /// Pallas, with Vesta
    Pallas,
    /// BN254, with Grumpkin
    Bn254,
}

impl Curve {
    /// Its scalar field.
    pub fn field(self) -> ScalarField {
        match self {
            Curve::Pallas => ScalarField::Pallas,
            Curve::Bn254 => ScalarField::Bn254,
        }
    }
}

/// A program: a file, or expressions.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct ProgramArgs {
    /// The program's file; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// An expression or definition; may be given several times, in order
    #[arg(short = 'e', value_name = "EXPR", allow_hyphen_values = true)]
    pub expressions: Vec<String>,
}

/// What `prove` takes.
#[derive(Debug, Args)]
pub struct ProveArgs {
    /// The program.
    #[command(flatten)]
    pub program: ProgramArgs,
    /// Where the proof goes [default: the program's file name with `.proof`, in the current directory]
    #[arg(short = 'o', value_name = "OUT")]
    pub out: Option<PathBuf>,
    /// Keep the folded proof as it is: made sooner, far longer, and it hides nothing of the run
    #[arg(long)]
    pub no_compress: bool,
    /// Machine steps in a fold, if not to be chosen
    #[arg(long, value_name = "N", value_parser = chunk)]
    pub chunk: Option<usize>,
    /// What is kept of unfinished work.
    #[command(flatten)]
    pub checkpoint: CheckpointArgs,
}

/// What `fold` takes.
#[derive(Debug, Args)]
pub struct FoldArgs {
    /// The typed step's file; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The state before the first step: .json, .csv, .npy, .npz or .safetensors
    #[arg(long, value_name = "DATA")]
    pub state: Option<PathBuf>,
    /// The inputs of all steps, along the first axis
    #[arg(long, value_name = "DATA", num_args = 1..)]
    pub inputs: Vec<PathBuf>,
    /// Weights, blocks of weights along the first axis, and constants that are not in the text
    #[arg(long, value_name = "DATA", num_args = 1..)]
    pub weights: Vec<PathBuf>,
    /// Steps, if the step has no inputs that say how many there are
    #[arg(long, value_name = "N")]
    pub steps: Option<usize>,
    /// Round numbers to those that the types have, and compare the steps with floating-point numbers
    #[arg(long)]
    pub quantize: bool,
    /// Take the steps without a proof and print the state after them
    #[arg(long, conflicts_with_all = ["out", "no_compress", "every", "steps_per_fold", "salt", "model", "resume"])]
    pub dry_run: bool,
    /// With `--dry-run`, print JSON, which `--state` takes
    #[arg(long, requires = "dry_run", conflicts_with = "quantize")]
    pub json: bool,
    /// The salt of the model digest; made if it is not there [default: the weights' file name with `.salt`]
    #[arg(long, value_name = "FILE")]
    pub salt: Option<PathBuf>,
    /// Refuse weights that have not this model digest
    #[arg(long, value_name = "DIGEST")]
    pub model: Option<ModelDigest>,
    /// Where the proof goes [default: the step's file name with `.proof`, in the current directory]
    #[arg(short = 'o', value_name = "OUT")]
    pub out: Option<PathBuf>,
    /// After every K steps, write a proof of the steps so far to OUT with their number before its extension
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(1..))]
    pub every: Option<u64>,
    /// Keep the folded proof as it is: made sooner, far longer, and it hides nothing of the steps
    #[arg(long)]
    pub no_compress: bool,
    /// Steps in a fold, if not to be chosen; they must divide the steps
    #[arg(long, value_name = "N", value_parser = chunk)]
    pub steps_per_fold: Option<usize>,
    /// What is kept of unfinished work.
    #[command(flatten)]
    pub checkpoint: CheckpointArgs,
}

/// What `prove` and `fold` keep so that it can go on after an interruption.
#[derive(Debug, Args)]
pub struct CheckpointArgs {
    /// Go on from the checkpoint of an interrupted proof, if there is one
    #[arg(long, conflicts_with = "no_checkpoint")]
    pub resume: bool,
    /// Where checkpoints go; secret, removed once the proof is written [default: OUT with `.checkpoint`]
    #[arg(long, value_name = "FILE", conflicts_with = "no_checkpoint")]
    pub checkpoint: Option<PathBuf>,
    /// Write a checkpoint after so many seconds of work
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub checkpoint_every: u64,
    /// Keep nothing of an unfinished proof
    #[arg(long)]
    pub no_checkpoint: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a program and print the value of its last expression
    Run {
        /// The program.
        #[command(flatten)]
        program: ProgramArgs,
    },
    /// Run a program, prove the run and write the proof to a file
    Prove(ProveArgs),
    /// Take a typed step again and again, prove it and write the proof to a file
    Fold(FoldArgs),
    /// Explain an error's code, such as E0101
    Explain {
        /// The code
        #[arg(value_name = "CODE")]
        code: String,
    },
    /// Verify a proof and say what has been proved
    Verify {
        /// The proof
        #[arg(value_name = "PROOF")]
        proof: PathBuf,
        /// The program or typed step that the proof must be about; `-` is standard input
        #[arg(long, value_name = "FILE")]
        program: Option<PathBuf>,
        /// The model digest that the weights of typed steps must be under
        #[arg(long, value_name = "DIGEST")]
        model: Option<ModelDigest>,
    },
    /// Say what a proof file claims, without verifying it
    Inspect {
        /// The proof
        #[arg(value_name = "PROOF")]
        proof: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Run a program and say what proving the run would cost; or what a typed step costs
    Cost {
        /// The program.
        #[command(flatten)]
        program: ProgramArgs,
        /// Machine steps in a fold, if not to be chosen
        #[arg(long, value_name = "N", value_parser = chunk)]
        chunk: Option<usize>,
        /// Of a typed step: where constants are that are not in its text
        #[arg(long, value_name = "DATA", num_args = 1..)]
        weights: Vec<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Import a neural network from an ONNX file: write a typed step, its weights and its first state
    Import(ImportArgs),
    /// Measure the prover on this machine, side by side with nova-snark's own engine
    Bench(BenchArgs),
    /// Be one side of `bench`
    #[command(hide = true)]
    BenchWorker(WorkerArgs),
}

/// What `import` takes.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The model
    #[arg(value_name = "MODEL")]
    pub model: PathBuf,
    /// The directory for model.scm, weights.safetensors and state.json; made if it is not there
    #[arg(short = 'o', value_name = "DIR")]
    pub out: PathBuf,
    /// Bits of an activation, its sign among them
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u32).range(2..=48))]
    pub bits: u32,
    /// Bits of an activation behind the point
    #[arg(long, value_name = "N", default_value_t = 16)]
    pub fraction: u32,
    /// Bits of a weight; each array has as many of them behind the point as its numbers allow
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u32).range(2..=32))]
    pub weight_bits: u32,
    /// Bits of the factor between quantised integers of two scales
    #[arg(long, value_name = "N", default_value_t = 31, value_parser = clap::value_parser!(u32).range(8..=48))]
    pub multiplier_bits: u32,
    /// Whether claims show what goes into the network
    #[arg(long, value_enum, value_name = "WHO", default_value_t = Shown::Private)]
    pub inputs: Shown,
    /// Whether claims show the weights, rather than their digest
    #[arg(long, value_enum, value_name = "WHO", default_value_t = Shown::Private)]
    pub weights: Shown,
    /// Write over an earlier import
    #[arg(long)]
    pub force: bool,
}

/// Who gets to know something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shown {
    /// Only who makes the proof
    Private,
    /// Everyone
    Public,
}

/// What `bench` takes.
#[derive(Debug, Args)]
pub struct BenchArgs {
    /// Measure circuits of up to 2^N constraints; may be given several times [default: 14, 15, 16]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(14..=18))]
    pub size: Vec<u32>,
    /// Measure everything so many times and print medians
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = repeat)]
    pub repeat: usize,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

fn repeat(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(repeat) if (1..=MOST_REPEATS).contains(&repeat) => Ok(repeat),
        _ => Err(format!("a number from 1 to {MOST_REPEATS} is needed")),
    }
}

/// As many folds as the measured run has at the largest size.
const MOST_REPEATS: usize = 50;

/// The most steps in a fold, as the library has it.
const MOST_STEPS: usize = 1 << 16;

fn chunk(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(chunk) if (1..=MOST_STEPS).contains(&chunk) => Ok(chunk),
        _ => Err(format!("a number from 1 to {MOST_STEPS} is needed")),
    }
}
