//! Stages, staging and output: the only room that writes files.
