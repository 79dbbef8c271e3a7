//! A folder of its own for a test, and the program run in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use retraffic::simulate::{Design, simulate};

/// What a run left.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    fn of(done: Output) -> Self {
        Run {
            code: done.status.code().unwrap_or(-1),
            out: String::from_utf8(done.stdout).unwrap(),
            err: String::from_utf8(done.stderr).unwrap(),
        }
    }
}

/// A folder that is removed with the test.
pub struct Stage {
    root: tempfile::TempDir,
}

impl Stage {
    pub fn empty(name: &str) -> Self {
        Stage { root: tempfile::Builder::new().prefix(&format!("retraffic-{name}-")).tempdir().unwrap() }
    }

    /// A simulated report project in `project/`, its report in `output/`.
    pub fn project(name: &str, persons: u32) -> Self {
        let stage = Stage::empty(name);
        for file in simulate(&Design { persons, seed: 11 }).files() {
            stage.write(&format!("project/{}", file.path), file.text.as_bytes());
        }
        stage
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.root.path().join(below)
    }

    pub fn exists(&self, below: &str) -> bool {
        self.path(below).exists()
    }

    pub fn write(&self, below: &str, bytes: &[u8]) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Changes a text file of the project.
    pub fn edit(&self, below: &str, change: impl Fn(&str) -> String) {
        let path = self.path("project").join(below);
        let text = fs::read_to_string(&path).unwrap();
        let changed = change(&text);
        assert_ne!(text, changed, "{below} did not change");
        fs::write(path, changed).unwrap();
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_in(arguments, &[])
    }

    /// Runs with more of an environment.
    pub fn run_in(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_retraffic"));
        command.args(arguments).current_dir(self.root.path()).env_remove("NO_COLOR");
        Run::of(command.envs(environment.iter().copied()).output().unwrap())
    }

    /// Starts the program without waiting for its end.
    pub fn spawn(&self, arguments: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_retraffic"));
        command.args(arguments).current_dir(self.root.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Waits for its end.
    pub fn ended(&self, child: Child) -> Run {
        Run::of(child.wait_with_output().unwrap())
    }

    /// Every file below a folder, by relative path.
    pub fn files(&self, below: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let root = self.path(below);
        if root.exists() {
            gather(&root, &root, &mut files);
        }
        files
    }
}

fn gather(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}
