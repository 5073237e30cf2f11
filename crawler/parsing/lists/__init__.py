"""Pages that list articles: the menu, a section's page, a search page, a feed."""
