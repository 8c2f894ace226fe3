"""The log of exports, for the models that hold customers' data."""

PERSONAL_FIELDS = frozenset(
    {
        "name",
        "display_name",
        "complete_name",
        "phone",
        "email",
        "street",
        "street2",
        "city",
        "zip",
        "vat",
        "contact_address",
        "owner_phone",
    }
)
PEOPLE_OF_A_CAR = ("owner_id", "driver_id", "payer_id")


def get_personal_paths(paths):
    """The exported columns that hold personal data, such as ``owner_id/phone`` or ``phone``.

    :param paths: list of export paths, parts between slashes
    :rtype: list[str]
    """
    return [path for path in paths if PERSONAL_FIELDS & set(path.split("/")) or path.split("/")[0] in PEOPLE_OF_A_CAR]
