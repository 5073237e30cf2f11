"""A second, invented newspaper: its profile, its site, and a crawl of it by nothing else."""
