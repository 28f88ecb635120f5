//! `foldscheme explain`.

use crate::exit::{Failure, Status};
use crate::terminal;
use foldscheme::errors::{nearest, page, title};

/// Prints the page on a code, which may be written in lower case or without its `E`.
pub fn command(text: &str) -> Result<Status, Failure> {
    let code = normal(text);
    if let Some(page) = page(&code) {
        terminal::print(page.trim_end())?;
        return Ok(Status::Done);
    }
    let mut message = format!("there is no error `{}`", text.escape_debug());
    for code in nearest(&code) {
        message.push_str(&format!(
            "\n  = help: {code}: {}",
            title(code).unwrap_or_default()
        ));
    }
    message.push_str("\n  = help: `docs/errors.md` lists all of them");
    Err(Failure::new(Status::Usage, message))
}

fn normal(text: &str) -> String {
    let text = text.trim().to_ascii_uppercase();
    let digits = text.strip_prefix('E').unwrap_or(&text);
    if !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit()) {
        format!("E{digits:0>4}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn codes_may_be_abbreviated() {
        let normal = ["E0101", "e0101", "101", " E101 ", "E", "word"].map(normal);
        assert_eq!(normal, ["E0101", "E0101", "E0101", "E0101", "E", "WORD"]);
    }
}
