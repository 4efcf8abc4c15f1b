"""What to say: a catalogue of words per class and occasion, a shop's own versions, and what fills the slots."""
