//! Files in what carries them: the same findings at the same places, within limits, and no secret told.

mod corpus;
mod limits;
mod places;
mod secrets;
mod wrapped;
