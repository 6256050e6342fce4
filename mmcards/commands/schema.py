"""`mmcards schema`: the YAML's JSON Schema, for editors."""

from pathlib import Path

import click


@click.command(short_help="Print a JSON Schema, by which editors complete and check.")
@click.option(
    "-o",
    "--output",
    "path",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it there instead of on the screen.",
)
def schema(path: Path | None) -> int:
    """Print a JSON Schema of the YAML: with it an editor completes keys, explains them, and marks mistakes at once.

    \b
    mmcards schema -o mmcards.schema.json     beside the folder `cards`

    In VS Code, install the extension YAML by Red Hat, and write into .vscode/settings.json:

    \b
    {"yaml.schemas": {"./mmcards.schema.json": "cards/**/*.yaml"}}

    Neovim, Emacs, Helix, Zed and others run the same yaml-language-server, which has the same setting. Where there is
    none, a line above a deck or a section names the schema, by its path from the file; behind a `---`, write it again:

    \b
    # yaml-language-server: $schema=../../mmcards.schema.json

    In IDEs of JetBrains: Settings, JSON Schema Mappings, as draft 7.

    A schema does not see all: `mmcards check` names every mistake. After an update of mmcards, write the file anew.
    """
    import json

    from mmcards.errors import CardsError
    from mmcards.schema import schema as made
    from mmcards.screen import screen

    with screen(quiet=False) as shown:
        text = json.dumps(made(), indent=2)
        if path is None:
            shown.line(text)
            return shown.status
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{text}\n", "utf-8", newline="\n")
        except OSError as error:
            raise CardsError(f"It cannot be written to {path}: {error.strerror}.") from error
        shown.line(f"{path}  `mmcards schema --help` tells how editors find it")
    return shown.status
