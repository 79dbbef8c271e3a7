//! Protected numbers to a typeset page. Computes no number.
