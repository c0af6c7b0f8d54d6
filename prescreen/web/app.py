"""The site's Flask class."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from prescreen.web.request import Request


class App(Flask):
    request_class = Request

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view, hook or error handler is a coroutine. Flask asks of each, on each request."""
        return func
