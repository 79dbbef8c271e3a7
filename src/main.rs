//! Arguments in, exit code out; nothing else.
fn main() -> std::process::ExitCode {
    retraffic::cli::run(std::env::args_os())
}
