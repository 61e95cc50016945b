"""Requests to other people's servers: only from here, so that each is bounded, polite and never turned inwards."""
