"""Updates the diagrams of the shipped trials in docs/trials (`make docs`)."""

import re
from pathlib import Path

from flask import Flask

from prescreen import create_app
from prescreen.authoring.graph import mermaid, svg
from prescreen.definitions.loader import load
from prescreen.i18n.locale import use_language
from prescreen.trial.trial import Trial

DOCS = Path(__file__).parents[2] / "docs" / "trials"
BLOCK = re.compile(r"```mermaid\n(.*?)```", re.S)


def page(trial: Trial) -> Path:
    return DOCS / f"{trial.id}.md"


def picture(trial: Trial, lang: str) -> Path:
    return DOCS / f"{trial.id}.{lang}.svg"


def diagrams_in(text: str) -> list[str]:
    """The Mermaid diagrams on a page."""
    return BLOCK.findall(text)


def mermaid_in(lang: str, trial: Trial) -> str:
    with use_language(lang):
        return mermaid(trial)


def updated(trial: Trial, text: str) -> str:
    """The page with its diagrams generated anew, in the order of the trial's languages."""
    now = iter([mermaid_in(lang, trial) for lang in trial.languages])
    return BLOCK.sub(lambda _: f"```mermaid\n{next(now)}```", text)


def write(app: Flask) -> None:
    with app.app_context():
        for folder in app.extensions["prescreen"].folders():
            study = load(folder)
            place = page(study.trial)
            place.write_text(updated(study.trial, place.read_text("utf-8")), "utf-8")
            for lang in study.trial.languages:
                with use_language(lang):
                    picture(study.trial, lang).write_bytes(svg(study.trial))


if __name__ == "__main__":
    write(create_app("a key that is needed and not used here"))
