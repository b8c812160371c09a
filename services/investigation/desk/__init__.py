"""The pages of the investigation desk."""
