"""Today's parser over the archive's pages: read in other processes, judged, reported, stored."""
