"""The web process stays light: what only workers need is not loaded there (stack.md: pandas costs memory and start)."""

import subprocess
import sys


def test_the_web_application_does_not_load_pandas() -> None:
    code = "import saas.app, saas.web.blueprints, sys; print('pandas' in sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()

    assert loaded == "False"
