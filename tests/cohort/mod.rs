//! Who could be seen to be re-trafficked, from when and until when.

mod dates;
mod follow_up;
mod history;
mod immortal;
mod law;
mod lives;
mod oracle;
mod persons;
mod random;
mod rules;
mod sample;
mod simulated;
mod truncation;
mod truth;
