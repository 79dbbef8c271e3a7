//! Bytes to dictionary-coded columns with line numbers. Any table, no meaning.
