"""What a car needs, and when: items, odometer, rate, due dates with a range and a reason."""
