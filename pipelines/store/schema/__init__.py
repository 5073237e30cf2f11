"""Tables, types and views; which version a database has."""
