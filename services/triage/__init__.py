"""How serious, whose business, how soon: acceptance, classification, jurisdiction and the triage desk."""
