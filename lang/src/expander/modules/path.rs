//! Names of texts that other texts include, as paths with `/`.

/// The name of a text that another one, by its own name, calls `path`.
pub(super) fn beside(including: &str, path: &str) -> String {
    if path.starts_with('/') {
        return normal(path);
    }
    let directory = including.rfind('/').map_or("", |end| &including[..=end]);
    normal(&format!("{directory}{path}"))
}

/// A path without `.` and, where something stands before it, `..`.
fn normal(path: &str) -> String {
    let root = if path.starts_with('/') { "/" } else { "" };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&last) if last != ".." => {
                    parts.pop();
                }
                _ if root.is_empty() => parts.push(part),
                _ => {}
            },
            _ => parts.push(part),
        }
    }
    format!("{root}{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_to_the_including_text() {
        for (including, path, name) in [
            ("a.scm", "b.scm", "b.scm"),
            ("d/a.scm", "b.scm", "d/b.scm"),
            ("d/e/a.scm", "../b.scm", "d/b.scm"),
            ("d/a.scm", "../../b.scm", "../b.scm"),
            ("d/a.scm", "./x//b.scm", "d/x/b.scm"),
            ("/d/a.scm", "b.scm", "/d/b.scm"),
            ("/a.scm", "../b.scm", "/b.scm"),
            ("d/a.scm", "/b.scm", "/b.scm"),
            ("<expr 1>", "b.scm", "b.scm"),
        ] {
            assert_eq!(beside(including, path), name);
        }
    }
}
