"""What runs beside a crawl: pace after a 429, the site's clock, the live line."""
