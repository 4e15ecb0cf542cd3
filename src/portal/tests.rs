//! Whole documents, read by a person and by the room.
