"""What a calendar can say about a day: holidays, birthdays, festivals, solar terms, the weather, the sky. All pure."""
