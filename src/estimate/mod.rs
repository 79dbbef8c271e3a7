//! Pure statistics on slices: no files, names, dates, text or rounding.
