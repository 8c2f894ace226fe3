"""How personal data look to those who need not know them whole."""

_HIDDEN = "****"
_HEAD, _TAIL = 3, 4


def mask_phone(text: str | None) -> str:
    """``138 0013 8000`` as ``138****8000``; a number too short to hide its middle is hidden whole."""
    digits = "".join(character for character in text or "" if character.isdigit())
    if not digits:
        return _HIDDEN if text else ""
    if len(digits) < _HEAD + _TAIL + 1:
        return _HIDDEN
    return f"{digits[-11:][:_HEAD]}{_HIDDEN}{digits[-_TAIL:]}"


def is_masked(text: str | None) -> bool:
    """Whether a number has its middle hidden; nobody can be called with it."""
    return _HIDDEN in (text or "")


def mask_name(text: str | None) -> str:
    """The first character and asterisks: 张小明 is ``张**``, Li Wei is ``L**``."""
    name = (text or "").strip()
    return f"{name[0]}**" if name else ""
