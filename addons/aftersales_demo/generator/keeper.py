"""Remembers what the demo store consists of, so that building it again adds only what is missing."""

# Not the addon's own name: its uninstallation would try to delete posted invoices.
NAMESPACE = "__aftersales_demo__"


class Keeper:
    """Makes records once, and words them in the store's language.

    :param env: the store's environment
    """

    def __init__(self, env):
        self.env = env
        self.in_chinese = env.lang == "zh_CN"
        self._languages = {code for code, _name in env["res.lang"].get_installed()}
        known = env["ir.model.data"].search([("module", "=", NAMESPACE)])
        self._known = {data.name: (data.model, data.res_id) for data in known}
        self._new = []

    def text(self, row):
        """The Chinese or the English wording of a table's row."""
        return row["zh" if self.in_chinese else "en"]

    def word(self, row, column):
        """The wording of one of several texts of a row, such as ``subject_zh`` and ``subject_en``."""
        return row[f"{column}_zh" if self.in_chinese else f"{column}_en"]

    def find(self, name):
        """The record remembered under a name, or None."""
        if name not in self._known:
            return None
        model, res_id = self._known[name]
        return self.env[model].browse(res_id)

    def keep(self, name, record):
        """Remember one record under a name."""
        self._known[name] = (record._name, record.id)
        self._new.append({"xml_id": f"{NAMESPACE}.{name}", "record": record, "noupdate": True})
        return record

    def make(self, model, vals_by_name):
        """The records of these names; the missing ones are created in one go.

        :param dict vals_by_name: name → values
        :return: name → record
        """
        missing = [name for name in vals_by_name if name not in self._known]
        created = self.env[model].create([vals_by_name[name] for name in missing])
        for name, record in zip(missing, created, strict=True):
            self.keep(name, record)
        return {name: self.find(name) for name in vals_by_name}

    def translate(self, record, field, row):
        """Word a translated field in both languages, as far as they are installed."""
        words = {"en_US": row["en"], "zh_CN": row["zh"]}
        record.update_field_translations(field, {code: word for code, word in words.items() if code in self._languages})

    def finish(self):
        """Write down what was made."""
        self.env["ir.model.data"]._update_xmlids(self._new)
        self._new = []
