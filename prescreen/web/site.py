"""Builds the app's `Site`: the renderer, the function that builds paths, and the settings that pages show."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import Flask

from prescreen.pages.content_version import hash_of_ui_texts
from prescreen.pages.context import Site, UrlBuilder
from prescreen.pages.rendering import Renderer
from prescreen.web.settings import Settings


def init_app(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    app.extensions["site"] = Site(
        renderer=Renderer(reloads=app.debug),
        build_url=url_builder(app),
        ui_texts=hash_of_ui_texts(),
        kiosk=settings.kiosk,
        minutes=settings.lifetime // 60,
        has_preview=app.debug,
    )


def url_builder(app: Flask) -> UrlBuilder:
    """A function that builds paths from the app's routes without a request, and caches them."""
    adapter = app.url_map.bind("localhost")

    def build(endpoint: str, defaults: Mapping[str, str], values: Mapping[str, Any]) -> str:
        return _build(endpoint, tuple(defaults.items()), tuple(values.items()))

    @lru_cache(10_000)
    def _build(endpoint: str, defaults: tuple[tuple[str, str], ...], given: tuple[tuple[str, Any], ...]) -> str:
        values = dict(given)
        anchor = values.pop("_anchor", None)
        known = {name: value for name, value in defaults if app.url_map.is_endpoint_expecting(endpoint, name)}
        values = known | {name: value for name, value in values.items() if value is not None}
        app.inject_url_defaults(endpoint, values)
        address = adapter.build(endpoint, values)
        return f"{address}#{anchor}" if anchor else address

    return build
