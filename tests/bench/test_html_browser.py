"""The report in a browser, with and without scripts."""

from __future__ import annotations

import pytest
from bench_items import GOLDS
from html_pages import ATTACK

from tests.support.chromium import PROGRAM, Chromium

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="chromium is not installed")


@pytest.fixture(scope="module")
def browser():
    chromium = Chromium()
    yield chromium
    chromium.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_overflows_nothing_is_fetched_nothing_fails(browser, usual, width):
    browser.open(usual.out, width=width)
    browser.get("document.querySelectorAll('details').forEach(one => one.open = true)")
    browser.until("document.querySelectorAll('div.body').length === 8")
    browser.get("document.getElementById('item-1').scrollIntoView({behavior: 'instant'})")
    browser.until("document.querySelectorAll('.body img, .body audio').length >= 4")
    assert browser.get("document.documentElement.scrollWidth") == width
    outside = """[...document.querySelectorAll('main *, header *')]
        .filter(one => !one.closest('thead') && one.getBoundingClientRect().right > innerWidth + 1)
        .map(one => one.tagName + '.' + one.getAttribute('class'))"""
    assert browser.get(outside) == []
    asked = [url for url in browser.requests if not url.startswith(("data:", "blob:"))]
    assert asked == [usual.out.resolve().as_uri()]
    assert browser.complaints == []


def test_an_item_opened_by_keyboard_shows_its_pictures_and_plays_its_clips(browser, usual):
    browser.open(usual.out)
    made = "document.querySelectorAll('img, audio').length"
    assert browser.get(made) == 0, "nothing is made before it is looked at"
    browser.get("document.querySelector('#item-2 summary').focus()")
    browser.press("Enter")
    pictures, players = (
        f"[...document.querySelectorAll('#item-2 {tag}')]" for tag in ("img", "audio")
    )
    browser.until(f"{pictures}.length === 4 && {players}.length === 5")
    browser.until(f"{pictures}.every(one => one.naturalWidth === 24 && one.alt)")
    browser.until(f"{players}.every(one => one.duration > 0)")
    assert browser.get(f"{players}.map(one => one.duration)") == pytest.approx([0.4] * 5, abs=0.08)
    assert browser.get(f"{players}.every(one => one.controls && one.ariaLabel)")
    browser.press("Enter")
    assert browser.get("document.getElementById('item-2').open") is False


def test_the_list_is_narrowed_by_verdict_part_and_words(browser, usual):
    shown = "[...document.querySelectorAll('details.item:not([hidden])')].map(one => one.id).join()"
    said = "document.querySelector('#filter output').value"

    def after(script: str, expected: str) -> None:
        browser.get(script)
        browser.until(f"{shown} === {expected!r}")

    def fill(control: str, value: str) -> str:
        """As if it had been typed or chosen."""
        return (
            f"{{ const it = document.querySelector('{control}'); it.value = '{value}';"
            "it.dispatchEvent(new Event('input', {bubbles: true})) }"
        )

    browser.open(usual.out)
    assert browser.get(said) == "8 of 8 items"
    browser.get("document.querySelector('[value=hallucination]').focus()")
    browser.press("Space")
    browser.until(f"{shown} === 'item-5,item-7'")
    assert browser.get(said) == "2 of 8 items"
    # Whatever else is chosen narrows further; several verdicts are either or.
    after("document.querySelector('[value=wrong]').click()", "item-2,item-5,item-7")
    after(fill("select", "I2I"), "item-5")
    after(
        "document.querySelector('[type=reset]').click()",
        ",".join(f"item-{at}" for at in range(1, 9)),
    )
    browser.get("document.activeElement.blur()")
    browser.press("/", *"PILOT she")
    browser.until(f"{shown} === 'item-5'")
    browser.press(*" nowhere")
    browser.until(f"{shown} === '' && !document.getElementById('none').hidden")
    after(
        "document.querySelector('#none button').click()",
        ",".join(f"item-{at}" for at in range(1, 9)),
    )
    # A number in a table leads to its items.
    after("document.querySelector('td a[data-outcome=\"false abstention\"]').click()", "item-3")
    after("document.querySelector('tbody th a[data-value=A2A]').click()", "item-2,item-6")
    after("document.querySelector('.banner a').click()", "item-4")
    # Words behind an item are found whether it was opened or not, tags are not words.
    browser.get("document.querySelector('[type=reset]').click()")
    after(fill("[name=words]", "<b>hats"), "item-2")
    after(
        "document.getElementById('item-2').open = true;" + fill("[name=words]", "hats</b>"),
        "item-2",
    )
    after(fill("[name=words]", "noscript"), "")


def test_a_link_to_an_item_opens_it(browser, usual):
    browser.open(usual.out)
    browser.get("location.hash = 'item-3'")
    browser.until(
        "document.getElementById('item-3').open && document.querySelector('#item-3 .answers')"
    )


def test_an_attack_in_a_browser_comes_to_nothing(browser, hostile):
    browser.open(hostile.out)
    before = browser.get("document.title")
    browser.get("document.querySelectorAll('details').forEach(one => one.open = true)")
    browser.until("document.querySelector('#item-1 .answers')")
    acting = "document.querySelectorAll('[onerror], [onload], img[src=x], #item-1 script').length"
    assert browser.get(acting) == 0
    assert browser.get("document.querySelector('#item-1 .asked').textContent") == ATTACK
    assert browser.get("document.querySelector('#item-1 .answer.right p').textContent") == ATTACK
    assert browser.get("document.title") == before
    assert browser.complaints == []


def test_without_scripts_everything_can_still_be_read_seen_and_heard(browser, usual):
    browser.open(usual.out, scripts=False)
    assert not browser.get("document.documentElement.classList.contains('js')")
    assert browser.get("getComputedStyle(document.getElementById('filter')).display") == "none"
    browser.get("document.getElementById('item-2').open = true")
    assert GOLDS[0] in browser.get("document.querySelector('#item-2 .answers').innerText")
    picture = "document.querySelector('#item-2 svg[role=img]').getBoundingClientRect().width"
    assert browser.get(picture) > 100
    assert browser.get("document.querySelector('#item-2 use').getBBox().width") == 24
    player = "document.querySelector('#item-2 a.clip').hash + ' audio'"
    assert browser.get(f"document.querySelector({player}).controls")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(browser, usual, scheme):
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text."""
    browser.ask(
        "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
    )
    browser.open(usual.out)
    browser.get("document.querySelectorAll('details').forEach(one => one.open = true)")
    weak = browser.get(CONTRAST)
    browser.ask("Emulation.setEmulatedMedia", features=[])
    assert weak == []


CONTRAST = """(() => {
  const read = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [.2126, .7152, .0722][at], 0);
  const behind = (one) => {
    for (; one; one = one.parentElement) {
      const colour = read(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
  };
  const weak = new Set();
  for (const one of document.querySelectorAll("body *")) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || one.closest("noscript, script, title") || !one.getClientRects().length) continue;
    const style = getComputedStyle(one);
    const [a, b] = [light(read(one.closest("svg") ? style.fill : style.color)), light(behind(one))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    const name = one.tagName + "." + one.getAttribute("class");
    if (ratio < 4.5) weak.add(name + " " + ratio.toFixed(2));
  }
  return [...weak];
})()"""
