//! Episodes to spells to time at risk, in integer days.
