"""The steps, named by their number; each has a test that it leads to the tables of `kehoach.stores`."""
