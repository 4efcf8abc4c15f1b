"""How good a customer is: recency, frequency and money, the class they make, and the cuts between classes."""
