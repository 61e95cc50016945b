"""Made-up posts by the million: what `manage.py make_posts` fills a database with."""
