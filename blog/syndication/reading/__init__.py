"""What publishers offer, in one shape whatever the format. A new format is a file here and a line in `READERS`."""
