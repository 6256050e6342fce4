"""Pictures, opened within bounds: what is read of a file before anything of it is drawn or carried further."""


class Refused(Exception):
    """A file that is not taken as a picture: why, as in "it is broken", and what to do about it."""

    def __init__(self, why: str, hint: str = "") -> None:
        super().__init__(why, hint)
        self.why = why
        self.hint = hint
