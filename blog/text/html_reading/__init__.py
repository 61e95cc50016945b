"""How HTML of any origin is read on its way to Markdown; `html_to_markdown.py` is the door."""
