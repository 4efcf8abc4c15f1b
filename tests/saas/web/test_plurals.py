"""A number within a sentence reads as one that stands alone."""

import pytest
from flask_babel import force_locale

from saas.web.locale import say_number
from saas.web.plurals import ngettext

CUSTOMERS = ("%(num)d customer", "%(num)d customers")


@pytest.mark.usefixtures("app_context")
@pytest.mark.parametrize(("num", "said"), [(1, "1 customer"), (999, "999 customers"), (12345, "12,345 customers")])
def test_large_numbers_are_parted_in_sentences_of_code_and_of_templates(num: int, said: str) -> None:
    assert ngettext(*CUSTOMERS, num) == said
    assert say_number(*CUSTOMERS, num) == said


@pytest.mark.usefixtures("app_context")
def test_large_numbers_are_parted_in_chinese_too() -> None:
    with force_locale("zh_Hans_CN"):
        assert "12,345" in ngettext(*CUSTOMERS, 12345)


@pytest.mark.usefixtures("app_context")
def test_a_slot_of_a_template_is_escaped_and_one_of_code_is_not() -> None:
    names = ("%(num)d of %(name)s", "%(num)d of %(name)s")

    assert say_number(*names, 2, name="<b>") == "2 of &lt;b&gt;"
    assert ngettext(*names, 2, name="<b>") == "2 of <b>"
