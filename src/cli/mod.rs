//! Argv, the terminal and exit codes. Computes nothing.
