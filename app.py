"""The WSGI entry: servers and the `flask` command find the app here."""

from prescreen import create_app

app = create_app()
