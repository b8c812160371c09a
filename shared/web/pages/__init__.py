"""Pages for people: languages, catalogues, templates, forms."""
