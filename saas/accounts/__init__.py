"""People, shops, who may do what where, and sign-in."""
