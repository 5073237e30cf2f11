"""Where a field's value comes from: the site's own markup, JSON-LD and meta tags, any news page."""
