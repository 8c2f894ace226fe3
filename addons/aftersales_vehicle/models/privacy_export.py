"""The log of exports, for the models that hold customers' data."""

# Columns of a contact or a car that tell who somebody is or how to reach them.
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
    }
)
# Columns elsewhere that show a person's number, and whose.
NUMBER_OF = {
    ("aftersales.vehicle", "owner_phone"): "owner_id",
    ("aftersales.vehicle.contact", "phone"): "partner_id",
    ("aftersales.vehicle.contact", "phone_shown"): "partner_id",
}


def note_export(records, paths):
    """Note whose data left the house with an export of cars, or of what hangs on them.

    :param records: what was exported, of any model
    :param paths: list of export paths
    """
    people, personal = get_exported_people(records, paths)
    records.env["aftersales.privacy.access"]._note(people, "exported", records, personal)


def get_exported_people(records, paths):
    """Whose data an export of cars, or of what hangs on them, holds, wherever its columns lead.

    :param records: records of any model
    :param paths: list of export paths, parts between slashes, such as ``contact_ids/partner_id/phone``
    :return: ``res.partner``, and the list of paths that hold personal data
    """
    people, personal = records.env["res.partner"], []
    for path in paths:
        if found := _follow(records, path.split("/")):
            people |= found
            personal.append(path)
    return people, personal


def get_personal_paths(paths):
    """The columns of an export of contacts that hold personal data.

    :param paths: list of export paths, parts between slashes
    :rtype: list[str]
    """
    return [path for path in paths if PERSONAL_FIELDS & set(path.split("/"))]


def _follow(records, names):
    """The people a path leads to, empty where it leads to none."""
    for name in names:
        if holder := NUMBER_OF.get((records._name, name)):
            return records[holder]
        field = records._fields.get(name)
        if not field or not field.relational:
            break
        records = records[name]
        if records._name == "res.partner":
            return records
    return records.env["res.partner"]
