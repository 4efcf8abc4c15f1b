"""What contacts bring: visits credited to them by rules, and the lift that a hold-out measures."""
