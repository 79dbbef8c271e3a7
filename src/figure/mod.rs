//! Protected numbers to SVG charts. Never sees an analysis set.
