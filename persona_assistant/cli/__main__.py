"""`python -m persona_assistant.cli`: the command, where no script was installed."""

import sys

from persona_assistant.cli import main

sys.exit(main())
