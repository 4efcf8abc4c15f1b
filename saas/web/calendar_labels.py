"""What the days of the calendar are called: festivals, weather, sights of the sky, ties of families."""

from flask_babel import lazy_gettext as _l

from saas.web.tags import Label

TRIGGER = {
    "BIRTHDAY": Label(_l("Birthday"), "violet"),
    "HOLIDAY": Label(_l("Holiday"), "teal", _l("A greeting for a festival")),
    "OCCUPATION": Label(_l("Day of the profession"), "teal", _l("Teachers, nurses, the police and others")),
    "FAMILY": Label(_l("Family"), "teal", _l("By what he told of his family")),
    "SOLAR_TERM": Label(_l("Solar term"), "teal", _l("A turn of the season, and what the car needs then")),
    "WEATHER": Label(_l("Weather"), "amber", _l("A warning, once in fourteen days at most")),
    "SKY": Label(_l("Sky"), "plain", _l("Meteors, or an eclipse that can be seen here")),
}

FESTIVAL = {
    "new_year": Label(_l("New Year")),
    "spring_festival": Label(_l("Spring Festival")),
    "lantern": Label(_l("Lantern Festival")),
    "womens_day": Label(_l("Women’s Day")),
    "labour_day": Label(_l("Labour Day")),
    "dragon_boat": Label(_l("Dragon Boat Festival")),
    "mid_autumn": Label(_l("Mid-Autumn Festival")),
    "national_day": Label(_l("National Day")),
    "police_day": Label(_l("Police Day")),
    "nurses_day": Label(_l("Nurses’ Day")),
    "army_day": Label(_l("Army Day")),
    "doctors_day": Label(_l("Doctors’ Day")),
    "teachers_day": Label(_l("Teachers’ Day")),
    "programmers_day": Label(_l("Programmers’ Day")),
    "sanitation_day": Label(_l("Sanitation Workers’ Day")),
    "journalists_day": Label(_l("Journalists’ Day")),
    "firefighters_day": Label(_l("Firefighters’ Day")),
    "mothers_day": Label(_l("Mother’s Day")),
    "exam": Label(_l("College entrance exam")),
    "fathers_day": Label(_l("Father’s Day")),
    "double_ninth": Label(_l("Double Ninth Festival")),
    "start_of_summer": Label(_l("Start of Summer")),
    "great_heat": Label(_l("Great Heat")),
    "frost": Label(_l("Frost’s Descent")),
    "start_of_winter": Label(_l("Start of Winter")),
    "great_snow": Label(_l("Great Snow")),
}

WEATHER = {
    "heat": Label(_l("Heat, 35 °C and more"), "amber"),
    "cold_wave": Label(_l("Cold wave"), "blue"),
    "rainstorm": Label(_l("Rainstorm"), "red", _l("Everybody is warned, those with mass messages too")),
    "snow_ice": Label(_l("Snow and ice"), "red", _l("Everybody is warned, those with mass messages too")),
    "sandstorm": Label(_l("Sandstorm"), "amber"),
    "typhoon": Label(_l("Typhoon"), "red", _l("Everybody is warned, those with mass messages too")),
    "fog": Label(_l("Fog"), "plain"),
}

SIGHT = {
    "quadrantids": Label(_l("Quadrantid meteors")),
    "perseids": Label(_l("Perseid meteors")),
    "geminids": Label(_l("Geminid meteors")),
    "lunar_eclipse": Label(_l("Eclipse of the moon")),
    "solar_eclipse": Label(_l("Eclipse of the sun")),
}

TIE = {
    "parent": Label(_l("Is a mother or a father")),
    "elders": Label(_l("Has old parents")),
    "exam": Label(_l("College entrance exam in the family")),
}

HOLIDAY = {
    **{code: FESTIVAL[code] for code in ("new_year", "spring_festival", "labour_day", "dragon_boat", "mid_autumn")},
    "national_day": FESTIVAL["national_day"],
    "qingming": Label(_l("Qingming Festival")),
}

KINDS = {"holiday": HOLIDAY, "calendar": {**FESTIVAL, **WEATHER, **SIGHT}, "weather": WEATHER, "tie": TIE}
