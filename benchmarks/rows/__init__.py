"""One file for each group of rows; a new file is found by itself (`registry.load`)."""
