"""One file a format: takes a file apart and puts together again only what is picture, bit for bit."""
