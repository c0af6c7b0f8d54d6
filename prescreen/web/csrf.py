"""CSRF protection with Flask-WTF's tokens."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from prescreen.web.keys import derive_key


def init_app(app: Flask, keys: list[str]) -> None:
    # itsdangerous signs with the last of its keys and verifies with all.
    app.config["WTF_CSRF_SECRET_KEY"] = [derive_key(key, "csrf") for key in reversed(keys)]
    # A token is valid as long as its session.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    CSRFProtect(app)
