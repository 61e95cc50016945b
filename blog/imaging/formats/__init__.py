"""One file a format, or for those that are taken in alike: checks, decodes, and makes it what is stored."""
