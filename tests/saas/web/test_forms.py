"""The way back after a form stays on this site."""

import pytest

from saas.web.forms import is_own_page


@pytest.mark.parametrize("address", ["/", "/s/a/queue", "/s/a/customers?q=%E6&page=2", "/s/a/queue#card", "/a//b"])
def test_a_path_of_ours_is_ours(address: str) -> None:
    assert is_own_page(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "s/a/queue",
        "//evil.example",
        "///evil.example",
        "////evil.example/%2f..",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\nLocation: https://evil.example",
        "\t//evil.example",
        " //evil.example",
        "/\x00/evil.example",
        "/\x7f/evil.example",
        "http:evil.example",
        "http:/evil.example",
        "https://evil.example",
        "https:///evil.example",
        "HTTPS://evil.example",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "mailto:a@b",
        "//evil.example@localhost",
        "//localhost@evil.example",
        "@evil.example",
        "?next=//evil.example",
        "#//evil.example",
        "//[::1]",
        "//[",
        "http://localhost",
        ".//evil.example",
        "../evil.example",
        "\u3000//evil.example",
        "\u2028/evil",
        "%2f%2fevil.example",
        "%5cevil.example",
    ],
)
def test_everything_else_is_not(address: str) -> None:
    assert not is_own_page(address)
