"""Mobiles, plates and VINs (domain.md 6.3)."""

import pytest

from tenants.imports.identity import Phone, check_digit, phones, plate, vin
from tenants.imports.problems import Flaw, Noted


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("+86 139-1234-5678", "13912345678"),
        ("8613912345678", "13912345678"),
        ("0086 13912345678", "13912345678"),
        ("013912345678", "13912345678"),
        ("１３９１２３４５６７８", "13912345678"),
        (13912345678, "13912345678"),
        (13912345678.0, "13912345678"),
    ],
)
def test_tv_phone_a_mobile_in_any_dress_is_one_number(raw: str | float, number: str) -> None:
    read = phones(raw)

    assert read == ((Phone(number, "mobile"),), ())


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("0931-8888888", "0931-8888888"),
        ("(0931)8888881", "0931-8888881"),
        ("01082345678", "010-82345678"),
        ("0931-8888881-801", "0931-8888881-801"),
        ("400-812-3456", "4008123456"),
    ],
)
def test_tv_phone_a_landline_is_kept_for_voice(raw: str, number: str) -> None:
    read = phones(raw)

    assert read == ((Phone(number, "landline"),), ())


@pytest.mark.parametrize("raw", ["1.39E+10", "1.38e10", "13800138000.0", "1.39E+10/13912345678"])
def test_tv_phone_lost_digits_refuse_the_whole_cell(raw: str) -> None:
    assert phones(raw) == Flaw("digits_lost")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("12345678901", "phone_invalid"),
        ("1391234567", "phone_invalid"),
        ("1391234567①", "phone_invalid"),
        ("138****1234", "phone_masked"),
        ("13800138000", "phone_dummy"),
        ("13888888888", "phone_dummy"),
        ("11111111", "phone_dummy"),
        (13800000000.0, "phone_dummy"),
    ],
)
def test_tv_phone_what_is_no_number_is_dropped_with_its_reason(raw: str | float, code: str) -> None:
    read = phones(raw)

    assert read == ((), (Flaw(code),))


def test_several_numbers_of_a_cell_are_a_list_without_repeats() -> None:
    read = phones("13912345678/13812345678、0931-8888881;13912345678")

    assert read is not None
    assert not isinstance(read, Flaw)
    assert [number for number, _ in read.numbers] == ["13912345678", "13812345678", "0931-8888881"]


def test_spaces_part_two_numbers_but_not_the_groups_of_one() -> None:
    two, one = phones("13912345678 13812345678"), phones("139 1234 5678")

    assert [len(read.numbers) for read in (two, one) if read and not isinstance(read, Flaw)] == [2, 1]


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("甘A·12345", "甘A12345"),
        ("粤b d12345", "粤BD12345"),
        ("京A12345D", "京A12345D"),
        ("粤Z1234港", "粤Z1234港"),
        ("京O12345", "京O12345"),
        ("WJ甘12345", "WJ甘12345"),
        ("使123456", "使123456"),
    ],
)
def test_tv_plate_a_plate_loses_its_dots_and_blanks(raw: str, number: str) -> None:
    assert plate(raw) == number


def test_tv_plate_letters_that_plates_do_not_use_become_digits_with_a_note() -> None:
    read = plate("沪AI2345")

    assert read == Noted("沪A12345", Flaw("plate_corrected", (("plate", "沪A12345"),)))


@pytest.mark.parametrize("raw", ["甘A1234", "甲A12345", "甘A1234567", "AB12", "甘A1234②"])
def test_tv_plate_what_is_no_plate_is_an_error(raw: str) -> None:
    assert plate(raw) == Flaw("plate_invalid")


@pytest.mark.parametrize("raw", ["无牌", "未上牌", "临牌", "甘A临123", "新车", "0000", "-", ""])
def test_tv_plate_a_car_without_plate_is_no_error(raw: str) -> None:
    assert plate(raw) is None


def test_a_plate_without_province_gets_the_shops() -> None:
    with_shop, without_shop = plate("A12345", province="甘"), plate("A12345")

    assert isinstance(with_shop, Noted)
    assert with_shop.value == "甘A12345"
    assert without_shop == Flaw("plate_province_missing")


@pytest.mark.parametrize("number", ["1M8GDM9AXKP042788", "11111111111111111", "LFMA1E2C3J0123456"])
def test_tv_vin_with_the_right_check_digit_passes(number: str) -> None:
    assert vin(number.lower()) == number
    assert check_digit(number) == number[8]


def test_tv_vin_with_a_wrong_check_digit_is_kept_and_noted() -> None:
    assert vin("LFMA1E2C4J0123456") == Noted("LFMA1E2C4J0123456", Flaw("vin_check_digit"))


def test_tv_vin_letters_that_vins_do_not_use_become_digits_with_a_note() -> None:
    read = vin("lfma1e2c3jO12345Q")

    assert read == Noted("LFMA1E2C3J0123450", Flaw("vin_corrected", (("vin", "LFMA1E2C3J0123450"),)))


def test_tv_vin_of_another_length_is_an_error() -> None:
    assert vin("J0123456") == Flaw("vin_invalid")
