//! What is said of wrong texts and failed runs.
