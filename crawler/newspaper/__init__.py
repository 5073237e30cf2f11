"""All that is true of Daily Sabah only. Another newspaper is another profile."""
