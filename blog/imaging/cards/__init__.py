"""Social cards: the picture that stands for a post without a cover where others show a link to it.

Only our own text is drawn, and never a stranger's file read, so no sandbox is needed.
"""
