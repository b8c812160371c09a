"""The web kit: what every service's pages and JSON operations stand on, and no rule of any procedure."""
