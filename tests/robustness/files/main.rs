//! Files that the command keeps or is given for later, damaged, swapped, out of reach and raced for: none is ever used for what it is not, and
//! no answer is wrong. What can be made again is made again, with a note; anything else is refused, by name.

#![cfg(unix)]

#[path = "../../cli/support.rs"]
#[allow(dead_code)]
mod support;

#[path = "../../support/size.rs"]
mod size;

mod cache;
mod ceremonies;
mod checkpoints;
mod damage;
mod directories;
mod ordinary;
mod outcome;
mod races;
mod room;
mod salts;
