"""The WSGI entry: servers and the `flask` command find the app here."""

from prescreen import create_app
from prescreen.web.garbage_collection import search_less_often

app = create_app()
search_less_often()
