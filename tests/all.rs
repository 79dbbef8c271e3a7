//! All integration tests in one program: the typesetter is linked once.

mod architecture;
mod cli;
mod cohort;
mod ctdc;
mod figure;
mod hostile;
mod reference;
mod render;
