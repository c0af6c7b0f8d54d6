"""The apps that the site is compared with: a bare Flask page of the same size, and the plain way to write a step."""

from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from flask import Flask, Request, Response, redirect, render_template
from flask.sessions import SecureCookieSession, SessionInterface
from flask_babel import Babel
from flask_wtf import FlaskForm
from jinja2 import DictLoader
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Optional

LINE = "A plain line of text, about as long as most lines of a page."
FLOOR = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head><body><main><h1>{{ title }}</h1>
<form method="post">{% for line in lines %}<p>{{ line }}</p>
{% endfor %}</form></main></body></html>"""


def floor_of(size: int) -> Flask:
    """A bare Flask app whose one Jinja page has about this many bytes."""
    app = Flask("floor")
    app.jinja_loader = DictLoader({"page.html": FLOOR})
    lines = [LINE] * (size // (len(LINE) + 8))

    @app.route("/", methods=["GET", "POST"])
    def page() -> str:
        return render_template("page.html", title="A page", lines=lines)

    return app


PLAIN = """<!doctype html><html lang="en"><head><title>{{ _("Blood counts") }}</title></head><body><main>
<h1>{{ _("Blood counts") }}</h1><form method="post">{{ form.hidden_tag() }}
{% for name in names %}<fieldset><legend>{{ _("Question") }}</legend><p>{{ _("Hint") }}</p>
{{ form[name + "_value"].label }} {{ form[name + "_value"]() }}
{{ form[name + "_unit"].label }} {{ form[name + "_unit"]() }}
{{ form[name + "_unknown"]() }} {{ form[name + "_unknown"].label }}</fieldset>{% endfor %}
<button>{{ _("Continue") }}</button>
{% for line in lines %}<p>{{ line }}</p>
{% endfor %}</form></main></body></html>"""
UNITS: Any = ["10^9/L", "/uL"]
NAMES = ("neutrophils", "platelets", "reticulocytes")


class EncryptedSession(SessionInterface):
    """A session in one encrypted cookie, which each response sets again."""

    def __init__(self) -> None:
        self.fernet = Fernet(Fernet.generate_key())

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        try:
            return SecureCookieSession(app.json.loads(self.fernet.decrypt(request.cookies.get("session", ""))))
        except InvalidToken:
            return SecureCookieSession()

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        encrypted = self.fernet.encrypt(app.json.dumps(dict(session)).encode())
        response.set_cookie("session", encrypted.decode(), httponly=True)


def plain_of(size: int) -> Flask:
    """A step with three quantities, written with Flask-WTF, Flask-Babel and an encrypted session only."""
    app = Flask("plain")
    app.config["SECRET_KEY"] = "a key for measuring"
    app.session_interface = EncryptedSession()
    app.jinja_loader = DictLoader({"page.html": PLAIN})
    Babel(app, locale_selector=lambda: "en")
    fields: dict[str, Any] = {}
    for name in NAMES:
        fields[f"{name}_value"] = StringField("Number", validators=[Optional()])
        fields[f"{name}_unit"] = SelectField("Unit", choices=UNITS, validate_choice=False)
        fields[f"{name}_unknown"] = BooleanField("I do not know")
    form_class = type("StepForm", (FlaskForm,), fields)
    lines = [LINE] * (max(0, size - 3000) // (len(LINE) + 8))

    @app.route("/", methods=["GET", "POST"])
    def page() -> Any:
        form = form_class()
        if form.validate_on_submit():
            return redirect("/", 303)
        return render_template("page.html", form=form, names=NAMES, lines=lines)

    return app


# The apps that are measured over HTTP, with pages of the size of a step.
STEP_SIZE = 12_400
floor = floor_of(STEP_SIZE)
plain = plain_of(STEP_SIZE)
