"""Where the archive of articles has holes, and the crawls that may fill them."""
