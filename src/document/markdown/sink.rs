//! Where the set text goes: its lines stay those of the author.

/// A text in the making.
#[derive(Default)]
pub(super) struct Sink {
    out: String,
    /// Line breaks so far.
    breaks: u64,
    /// Blanks before whatever begins a line: how deep the lists are.
    indent: usize,
    /// Lines may not be joined without a blank.
    gap: bool,
}

impl Sink {
    /// Moves on to a line, from 1. It never moves back.
    pub(super) fn reach_line(&mut self, line: u64) {
        while self.breaks + 1 < line {
            self.out.push('\n');
            self.breaks += 1;
            self.gap = false;
        }
    }

    /// Whether nothing stands on this line yet.
    pub(super) fn at_start(&self) -> bool {
        self.out.is_empty() || self.out.ends_with('\n')
    }

    /// Writes markup.
    pub(super) fn push(&mut self, markup: &str) {
        if markup.is_empty() {
            return;
        }
        if self.at_start() {
            self.out.extend(std::iter::repeat_n(' ', self.indent));
        } else if self.gap {
            self.out.push(' ');
        }
        self.gap = false;
        self.out.push_str(markup);
        self.breaks += markup.matches('\n').count() as u64;
    }

    /// What follows is parted from what went before, by a line break or else by a blank.
    pub(super) fn part(&mut self) {
        self.gap = !self.at_start();
    }

    /// Lines begin so much further in.
    pub(super) fn deeper(&mut self, by: usize) {
        self.indent += by;
    }

    /// Lines begin so much less far in.
    pub(super) fn back(&mut self, by: usize) {
        self.indent = self.indent.saturating_sub(by);
    }

    /// The whole.
    pub(super) fn finish(self) -> String {
        self.out
    }
}
