"""Private servers on loopback: PostgreSQL and RabbitMQ, each with its own data folder, ports and account."""
