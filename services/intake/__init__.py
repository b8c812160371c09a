"""Where complaints arrive: portal, registration desk, branch offices, imports, and the dialogue with the complainant."""
