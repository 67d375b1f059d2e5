"""What the command ``codroute`` and ``python -m codroute`` start."""

import sys


def run() -> None:
    """Run the command line; Ctrl-C while it is still being imported ends it in words, too."""
    try:
        from codroute.cli.main import run as run_command  # noqa: PLC0415 - inside, to be caught
    except KeyboardInterrupt:
        sys.stderr.write("codroute: interrupted\n")
        sys.exit(5)
    run_command()


if __name__ == "__main__":
    run()
