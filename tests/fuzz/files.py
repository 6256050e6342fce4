"""The level of the files: a deck is built, and the files are opened: by Anki's own backend, by PDFium, as HTML."""

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, Final

from mmcards import cli
from tests.fuzz.inputs import Files, put
from tests.fuzz.wrong import Elements, Wrong, check_printable


class Built:
    """Decks built as on the command line, one after the other, and opened again."""

    imports: Final = 300
    """Into one collection; more would make it slow."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.done = 0
        self.collection: Any = None

    def __call__(self, files: Files) -> str:
        put(self.folder / "deck", files)
        put(self.folder / "out", {})
        arguments = ["build", str(self.folder / "deck"), "-o", str(self.folder / "out"), "--jobs", "1"]
        status, said = run([*arguments, *(f"--format={each}" for each in ("apkg", "pdf", "html"))])
        check_printable(said)
        written = {path.suffix: path for path in (self.folder / "out").iterdir()}
        if status not in (0, 1) or (status == 0 and set(written) != {".apkg", ".pdf", ".html"}):
            raise Wrong(f"exit status {status} with {', '.join(sorted(written)) or 'nothing'}: {said[:200]}")
        if status == 1 and not said.strip():
            raise Wrong("a failure without a word")
        for ending, check in ((".pdf", self._print), (".html", self._browse), (".apkg", self._learn)):
            if ending in written:
                check(written[ending])
        return "+".join(sorted(ending[1:] for ending in written)) or "refused"

    def _print(self, path: Path) -> None:
        import pypdfium2

        document = pypdfium2.PdfDocument(path)
        for page in document:
            page.render(scale=0.15)
            page.get_textpage().get_text_bounded()
        if not len(document):
            raise Wrong("a PDF without pages")
        document.close()

    def _browse(self, path: Path) -> None:
        html = path.read_text("utf-8")
        start, end = html.index("<main"), html.rindex("</main>")
        Elements(html[html.index(">", start) + 1 : end])

    def _learn(self, path: Path) -> None:
        from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

        if self.collection is None or self.done % self.imports == 0:
            if self.collection:
                self.collection.close()
            put(self.folder / "learner", {})
            self.collection = Collection(str(self.folder / "learner" / "collection.anki2"))
        self.done += 1
        request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
        log = self.collection.import_anki_package(request).log
        self.collection.models._clear_cache()
        if not log.found_notes:
            raise Wrong("Anki found no notes")
        for note in [*log.new, *log.updated][:3]:
            for card in self.collection.get_note(note.id.nid).cards()[:2]:
                card.question()
                card.answer()


def run(arguments: list[str]) -> tuple[int, str]:
    """A command in this process: its exit status, and what it said."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        status = cli.cli.main(arguments, prog_name="mmcards", standalone_mode=False)
    return (status if isinstance(status, int) else 0), said.getvalue()
