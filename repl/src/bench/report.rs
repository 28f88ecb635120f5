//! What has been measured.

use super::worker::Shape;
use serde::Serialize;

/// All that is printed; scripts rely on the keys.
#[derive(Serialize)]
pub struct Report {
    /// Threads of either side.
    pub threads: usize,
    /// The processor, where the system tells it.
    pub processor: Option<String>,
    /// How many times each thing was measured.
    pub repeat: usize,
    /// The sizes.
    pub sizes: Vec<Size>,
}

/// One size of circuit.
#[derive(Serialize)]
pub struct Size {
    /// The circuit has up to `2^log` constraints.
    pub log: u32,
    /// Machine steps in a fold.
    pub steps: usize,
    /// Constraints of the folded circuit, primary.
    pub primary_constraints: usize,
    /// Constraints of the folded circuit, secondary.
    pub secondary_constraints: usize,
    /// This project's engine.
    pub foldscheme: Figures,
    /// `nova_snark`'s own.
    pub stock: Figures,
    /// Stock divided by this project's.
    pub ratio: Figures,
}

/// One side's figures: medians, in seconds and bytes; or their ratios.
#[derive(Clone, Copy, Default, Serialize)]
pub struct Figures {
    /// Making or loading the generators.
    pub generators: f64,
    /// All of the set-up, and the first step.
    pub set_up: f64,
    /// One fold.
    pub fold: f64,
    /// Of that, for each constraint of the primary circuit.
    pub per_constraint: f64,
    /// Compression.
    pub compression: f64,
    /// Verification of a compressed proof.
    pub verification: f64,
    /// Bytes of a compressed proof.
    pub proof_bytes: f64,
    /// Peak memory until the last fold.
    pub folding_memory: Option<f64>,
    /// Peak memory in all.
    pub memory: Option<f64>,
}

impl Figures {
    fn ratio(&self, ours: &Figures) -> Figures {
        let memory = |stock: Option<f64>, ours: Option<f64>| Some(stock? / ours?);
        Figures {
            generators: self.generators / ours.generators,
            set_up: self.set_up / ours.set_up,
            fold: self.fold / ours.fold,
            per_constraint: self.per_constraint / ours.per_constraint,
            compression: self.compression / ours.compression,
            verification: self.verification / ours.verification,
            proof_bytes: self.proof_bytes / ours.proof_bytes,
            folding_memory: memory(self.folding_memory, ours.folding_memory),
            memory: memory(self.memory, ours.memory),
        }
    }
}

impl Size {
    /// Puts both sides together.
    pub fn new(log: u32, shape: &Shape, foldscheme: Figures, stock: Figures) -> Size {
        Size {
            log,
            steps: shape.steps,
            primary_constraints: shape.primary,
            secondary_constraints: shape.secondary,
            ratio: stock.ratio(&foldscheme),
            foldscheme,
            stock,
        }
    }
}

/// The processor's name, where the system tells it.
pub fn processor() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix("model name"))?;
    Some(line.trim_start_matches([' ', '\t', ':']).trim().to_string())
}
