"""What holds for every HTML page: valid ids and labels, no inline code, nothing from another host, protected forms."""

import re
import warnings
from functools import lru_cache
from xml.etree.ElementTree import Element

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import html5lib

ENGLISH_UI = re.compile(r"\b(Continue|Back|Start|Error|Unit|Change|Answer|Record|Clear|Your|the)\b")


@lru_cache(maxsize=300)
def checked_tree(body: str) -> Element:
    """The tree of a page. Raises where the HTML is invalid or a check fails; an identical body is checked once."""
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(body)
    assert text_of(_one(tree, "h1")).strip()
    assert text_of(_one(tree, "head/title")).strip()
    _check_ids(tree)
    _check_labels(tree)
    _check_content(tree)
    if tree.get("lang") == "zh-CN":
        _check_no_english(tree)
    _check_languages(tree)
    return tree


def text_of(element: Element) -> str:
    return "".join(element.itertext())


def is_hidden(field: Element) -> bool:
    return field.get("type") == "hidden"


def _one(tree: Element, path: str) -> Element:
    found = tree.findall(f".//{path}")
    assert len(found) == 1, f"{len(found)} × {path}"
    return found[0]


def _check_ids(tree: Element) -> None:
    ids = [str(element.get("id")) for element in tree.iterfind(".//*[@id]")]
    assert len(ids) == len(set(ids)), f"an id stands twice: {sorted(ids)}"
    known = set(ids)
    for element in tree.iter():
        for name in ("for", "form", "aria-describedby", "aria-labelledby", "aria-controls"):
            missing = set(element.get(name, "").split()) - known
            assert not missing, f"{name} names {missing}"
        if element.get("href", "").startswith("#"):
            assert element.get("href", "")[1:] in known, element.get("href")


def _check_labels(tree: Element) -> None:
    labelled = {label.get("for") for label in tree.iter("label") if text_of(label).strip()}
    grouped = {id(field) for group in tree.iter("fieldset") if group.findall("legend") for field in group.iter("input")}
    for field in (field for tag in ("input", "select", "textarea") for field in tree.iter(tag)):
        if not is_hidden(field):
            assert field.get("id") in labelled, f"{field.attrib} has no label"
            alone = field.get("type") in ("radio", "checkbox") and id(field) not in grouped
            assert not alone, f"{field.attrib} has no legend"
    assert all(text_of(button).strip() for button in tree.iter("button"))


def _check_content(tree: Element) -> None:
    """Nothing inline, nothing from elsewhere, and every post form protected."""
    assert not list(tree.iter("style"))
    assert all(script.get("src") for script in tree.iter("script"))
    for element in tree.iter():
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")], element.attrib
        addresses = [element.get(name, "") for name in ("src", "srcset", "action", "formaction", "data", "poster")]
        addresses += [element.get("href", "")] if element.tag != "a" else []
        held = r"|data:image/png;base64,[\w+/=]+$" if element.tag == "img" else ""
        assert all(re.match(rf"/(?!/)|#|${held}", address) for address in addresses), element.attrib
    for link in (anchor.get("href", "") for anchor in tree.iter("a")):
        # A hand-over's link is whole, since it is passed on.
        assert re.match(r"/(?!/)|#|https://clinicaltrials\.gov/|mailto:|tel:|https?://[^/]+/h/[A-Z2-7]+$", link), link
    for form in tree.iter("form"):
        if form.get("method", "get").lower() == "post":
            assert form.findall(".//input[@name='csrf_token']"), form.attrib


HAN = re.compile("[\u3400-\u9fff]")
ENGLISH_WORDS = re.compile("[a-z]{3} [a-z]{3}")


def _check_languages(element: Element, lang: str = "") -> None:
    """Every text in another language than the page's stands in an element that says so."""
    lang = element.get("lang", lang)
    own = [element.text or "", *(child.tail or "" for child in element)]
    if element.tag not in ("script", "style", "textarea", "input") and "data-any-language" not in element.attrib:
        for text in own:
            assert not (lang == "en" and HAN.search(text)), f"Chinese without lang: {text.strip()[:80]}"
            assert not (lang == "zh-CN" and ENGLISH_WORDS.search(text)), f"English without lang: {text.strip()[:80]}"
    for child in element:
        _check_languages(child, lang)


def _check_no_english(tree: Element) -> None:
    shown = " ".join(text_of(found) for tag in ("button", "h1", "h2", "title", "label") for found in tree.iter(tag))
    assert not ENGLISH_UI.search(shown.replace("Trial self-check", "")), shown
