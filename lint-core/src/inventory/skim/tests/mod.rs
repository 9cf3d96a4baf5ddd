//! What is skipped is what nothing would have been said of.

mod document;
mod object;
