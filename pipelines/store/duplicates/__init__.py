"""Which article repeats another one at another url: MinHash, then sentence by sentence."""
