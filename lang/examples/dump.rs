use foldscheme_lang::*;
fn main() {
    let mut sources = source::Sources::new();
    let mut ids = vec![];
    for f in ["stdlib/base.scm", "stdlib/list.scm"] {
        if let Ok(t) = std::fs::read_to_string(f) { if !t.is_empty() { ids.push(sources.add(format!("<stdlib/{f}>"), t)); } }
    }
    for a in std::env::args().skip(1) { ids.push(sources.add("<expr>", a)); }
    let core = match expander::expand(&sources, &ids) { Ok(c) => c, Err(d) => { eprintln!("{}", diagnostic::render(&sources, &d, false)); return; } };
    for slots in [(1,1),(1,2)] {
    let p = match compiler::compile(&core, block::Slots{hash:slots.0, range:slots.1}) { Ok(c) => c, Err(d) => { eprintln!("{}", diagnostic::render(&sources, &d, false)); return; } };
    if slots.1 == 1 { println!("{p}"); }
    println!("slots {:?} inputs {:?}", p.slots, p.inputs);
    let mut m = machine::Machine::new(&p, &p.inputs);
    let o = m.run(machine::Limits::default(), &mut || false);
    if let Ok(machine::Outcome::Value(v)) = o { let t = m.unload(v); println!("{}", printer::write_constant(&t, core::ConstId(t.len() as u32 - 1))); } else { println!("{o:?} {:?}", p.sites); }
    println!("steps {} blocks {}", m.steps(), p.blocks.len());
    }
}
