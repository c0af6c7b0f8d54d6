"""Answers that are too close to a limit to call: the calendar decides whether 26 weeks are 6 months."""

from prescreen.rules.evaluation import COMPARE, Rule, Values
from prescreen.rules.times import Duration, TimeValue, compare_times


def close_calls(rule: Rule, values: Values) -> dict[str, Duration]:
    """By question id, the first limit of the rule that a known time is too close to."""
    found: dict[str, Duration] = {}
    for name, limits in rule.limits.items():
        if not isinstance(value := values.get(name), TimeValue):
            continue
        for sign, limit in limits:
            if isinstance(limit, Duration) and compare_times(COMPARE[sign], value, limit) is None:
                found.setdefault(name, limit)
    return found
