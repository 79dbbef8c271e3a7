//! Who could be seen to be re-trafficked, from when and until when.

mod history;
mod rules;
