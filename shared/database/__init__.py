"""One PostgreSQL database per service: how it is reached, what it must guarantee and how its tables got there."""
