"""Who works here: the minutes each has for calls, what he can take on, when he is away, and who stands in."""
