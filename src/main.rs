//! Arguments in, exit code out; nothing else.
fn main() -> std::process::ExitCode {
    retraffic::cli::run(std::env::args_os())
}

/// The system's own allocator takes a quarter of the time of a change in print: hundreds of thousands of small pieces of
/// layout come and go.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
