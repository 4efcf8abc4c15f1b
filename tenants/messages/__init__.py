"""Messages that the shop sends by e-mail and text message: written, asked about once more, handed over at most once."""
