"""HTTP: one file per noun. Imports nothing, so that the asset build starts fast."""
