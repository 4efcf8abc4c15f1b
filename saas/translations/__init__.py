"""The catalogue: English sentences are the keys, Chinese is complete."""
