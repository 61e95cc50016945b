"""Pictures: what comes in is checked, turned upright and freed of everything that is not picture."""
