"""Pages kept as test fixtures, with the record that is expected of each."""
