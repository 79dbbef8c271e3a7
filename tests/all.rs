//! All integration tests in one program: the typesetter is linked once.

mod architecture;
mod build;
mod cli;
mod cohort;
mod coverage;
mod ctdc;
mod figure;
mod hostile;
mod narrative;
mod printed;
mod reference;
mod render;
mod upside;
