"""The same steps in Django, with the wizard of django-formtools that keeps answers in a signed cookie."""

from typing import Any

import django
from django import forms
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import path, reverse
from formtools.wizard.views import NamedUrlCookieWizardView

from tests.bench.apps import LINE, NAMES, STEP_SIZE, UNITS

STEPS = 6  # more would not fit in the cookie
PAGE = """{% load i18n %}<!doctype html><html lang="en"><head><title>{% translate "Blood counts" %}</title></head><body>
<main><h1>{% translate "Blood counts" %}</h1><form method="post">{% csrf_token %}{{ wizard.management_form }}
{% for field in form %}<div><p>{% translate "Hint" %}</p>{{ field.label_tag }} {{ field }} {{ field.errors }}</div>
{% endfor %}<button>{% translate "Continue" %}</button>
{% for line in lines %}<p>{{ line }}</p>
{% endfor %}</form></main></body></html>"""

settings.configure(
    SECRET_KEY="a key for measuring",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["formtools"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request"],
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"page.html": PAGE})],
                    )
                ],
            },
        }
    ],
)
django.setup()


def _fields() -> dict[str, Any]:
    units = [(unit, unit) for unit in UNITS]
    return {
        f"{name}_{part}": field
        for name in NAMES
        for part, field in (
            ("value", forms.DecimalField(label="Number", min_value=0, max_value=2000, required=False)),
            ("unit", forms.ChoiceField(label="Unit", choices=units, required=False)),
            ("unknown", forms.BooleanField(label="I do not know", required=False)),
        )
    }


LINES = [LINE] * ((STEP_SIZE - 3000) // (len(LINE) + 8))


def _context(self: Any, form: Any, **given: Any) -> Any:
    return {**super(Wizard, self).get_context_data(form=form, **given), "lines": LINES}


def _done(self: Any, form_list: Any, **given: Any) -> Any:
    return self.render_to_response(self.get_context_data(form=form_list[-1] if form_list else None))


Wizard: Any = type(
    "Wizard",
    (NamedUrlCookieWizardView,),
    {"template_name": "page.html", "get_context_data": _context, "done": _done},
)
step_form = type("StepForm", (forms.Form,), _fields())
wizard = Wizard.as_view([(f"step{number}", step_form) for number in range(STEPS)], url_name="step")
urlpatterns = [path("<slug:step>/", wizard, name="step")]
application = get_wsgi_application()
START = reverse("step", kwargs={"step": "step0"})
