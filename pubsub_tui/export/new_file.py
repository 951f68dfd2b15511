"""A file that is there only once it is whole: it is written beside its place, then renamed."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path

_BUFFER = 1 << 20
_IN_WORDS = {
    errno.ENOENT: "There is no folder {folder}.",
    errno.ENOTDIR: "{folder} is no folder.",
    errno.EACCES: "No permission to write in {folder}.",
    errno.EPERM: "No permission to write in {folder}.",
    errno.EROFS: "{folder} can only be read.",
    errno.ENOSPC: "No room is left in {folder}.",
    errno.EDQUOT: "Your quota in {folder} is used up.",
    errno.ENAMETOOLONG: "The name is too long.",
    errno.ELOOP: "The links in {name} go round in a circle.",
}


class NotAFileError(Exception):
    """What stands in the place can not be replaced by a file; the text is a sentence."""


def path_of(name: str) -> Path:
    """The path that a user means; raises NotAFileError when it can be none."""
    if not name.strip() or name.endswith(os.sep):
        raise NotAFileError("Write the name of a file.")
    if not name.isprintable():
        raise NotAFileError("The name holds characters that do not belong into one.")
    return Path(os.path.expanduser(name))


def is_there(path: Path) -> bool:
    """Whether a file would be replaced.

    Raises:
        NotAFileError: for a folder, a device, or the like.
        OSError: when there is no folder for it, or it can not be looked into.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        path.parent.stat()
        return False
    if stat.S_ISDIR(mode):
        raise NotAFileError("This is a folder: write the name of a file in it.")
    if not stat.S_ISREG(mode):
        raise NotAFileError("This is a device or a pipe, no file.")
    return True


def in_words(error: OSError, path: Path) -> str:
    """Why a file could not be written, in one sentence that is not yet safe to draw."""
    known = _IN_WORDS.get(error.errno or 0)
    if known is None:
        return f"Not written: {error.strerror or error}."
    return known.format(folder=path.parent, name=path)


class NewFile:
    """Takes bytes, and puts the file in its place at the end; use it with ``with``.

    What leaves the block without `finish` leaves nothing behind, and what was there before stays.
    """

    def __init__(self, path: Path, *, replace: bool) -> None:
        """Begin; raises OSError.

        Args:
            path: where it will be. A link stays, and what it points to is written.
            replace: whether a file may be there already.
        """
        self._path = Path(os.path.realpath(path))
        self._replace = replace
        self._beside = self._path.with_name(f".pubsub-tui-{secrets.token_hex(4)}.part")
        self._file = open(self._beside, "xb", buffering=_BUFFER)  # noqa: SIM115
        self.size = 0

    def __enter__(self) -> NewFile:
        return self

    def write(self, data: bytes) -> None:
        """Append; raises OSError."""
        self._file.write(data)
        self.size += len(data)

    def finish(self) -> None:
        """Put it in its place; raises OSError, FileExistsError among others."""
        self._file.close()
        if not self._replace and self._path.exists():
            raise FileExistsError(errno.EEXIST, "a file of this name has appeared meanwhile")
        with contextlib.suppress(FileNotFoundError):
            os.chmod(self._beside, stat.S_IMODE(self._path.stat().st_mode))
        os.replace(self._beside, self._path)

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):  # A full disk is told by what failed first.
            self._file.close()
        self._beside.unlink(missing_ok=True)
