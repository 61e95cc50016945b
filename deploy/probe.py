"""The container's health check: exits 0 while the web server says that it is ready, and says why when it is not."""

import sys
from http.client import HTTPConnection

connection = HTTPConnection("127.0.0.1", 8000, timeout=4)
connection.request("GET", "/readyz")
response = connection.getresponse()
sys.stdout.write(response.read().decode())
sys.exit(response.status != 200)
