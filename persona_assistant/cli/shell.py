"""completion, man: the commands as a shell and a manual page know them."""

from __future__ import annotations

from typing import Annotated

import typer


def completion(
    shell: Annotated[str, typer.Argument(metavar="bash|zsh|fish", help="Your shell.")],
) -> None:
    """Print what lets a shell complete commands.

    bash: put eval "$(persona-assistant completion bash)" into ~/.bashrc.

    zsh: put eval "$(persona-assistant completion zsh)" into ~/.zshrc, after compinit.

    fish: persona-assistant completion fish >
    ~/.config/fish/completions/persona-assistant.fish
    """
    from persona_assistant.cli import output
    from persona_assistant.cli.completion import script

    output.line(script(shell))


def man(context: typer.Context) -> None:
    """Print the manual page.

    To install it: persona-assistant man > ~/.local/share/man/man1/persona-assistant.1
    """
    from persona_assistant.cli import output
    from persona_assistant.cli.manual import page

    output.line(page(context.find_root().command))
