"""Networks as their documentation has them, and as strict: what they would refuse is refused here in the same way."""
