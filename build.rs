//! Gives the program a mark of the sources it was built from, so that nothing made by another build of it is taken for
//! its own.

use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let mut hasher = DefaultHasher::new();
    for root in ["src", "templates", "Cargo.toml", "Cargo.lock"] {
        println!("cargo:rerun-if-changed={root}");
        let mut files = Vec::new();
        gather(Path::new(root), &mut files)?;
        files.sort();
        for file in files {
            hasher.write(file.to_string_lossy().replace('\\', "/").as_bytes());
            hasher.write(&fs::read(&file)?);
        }
    }
    hasher.write(env::var("TARGET").unwrap_or_default().as_bytes());
    println!("cargo:rustc-env=RETRAFFIC_BUILD={:016x}", hasher.finish());
    Ok(())
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_file() {
        files.push(path.into());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        gather(&entry?.path(), files)?;
    }
    Ok(())
}
