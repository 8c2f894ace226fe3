"""What the web client asks for to show a view: the specification of fields it derives from the arch."""

from lxml import etree

X2MANY_LIMIT = 40  # the web client's own for a list inside a form
NUMBERS = {"float", "integer", "monetary"}
TAGS = {"many2many_tags", "many2many_tags_avatar"}


class Screen:
    """One view of an action as a user has it.

    :param env: environment of the user
    :param str action: XML id of the window action
    :param str kind: "list", "kanban" or "form"
    """

    def __init__(self, env, action, kind):
        self._action = env["ir.actions.act_window"]._for_xml_id(action)
        self.kind = kind
        self.model = self._action["res_model"]
        self.views(env)

    def views(self, env):
        """Load the views of the action, as the web client does on its first visit."""
        wanted = [*map(list, self._action["views"]), [(self._action["search_view_id"] or [False])[0], "search"]]
        options = {"action_id": self._action["id"], "load_filters": True, "toolbar": True}
        loaded = env[self.model].get_views(wanted, options)
        self._fields = {model: description["fields"] for model, description in loaded["models"].items()}
        self.arch = etree.fromstring(loaded["views"][self.kind]["arch"])

    @property
    def specification(self):
        """As ``web_read`` takes it."""
        return self._specify(self.arch, self.model)

    @property
    def aggregates(self):
        """Figures of a group, as ``web_read_group`` takes them."""
        found = []
        for name in self.specification:
            field = self._fields[self.model][name]
            if field.get("aggregator") and field["type"] in NUMBERS:
                found.append(f"{name}:{field['aggregator']}")
                if currency := field.get("currency_field"):
                    found += [f"{currency}:array_agg_distinct", f"{name}:sum_currency"]
        return found

    def _specify(self, arch, model):
        specification = {}
        for node in self._own_nodes(arch):
            field = self._fields[model][node.get("name")]
            # A field that stands twice is read once, with what either place needs.
            specification.setdefault(node.get("name"), {}).update(self._specify_field(node, field))
        return specification

    def _specify_field(self, node, field):
        hidden = node.get("invisible") in ("1", "True") or node.get("column_invisible") in ("1", "True")
        if field["type"] in ("many2one", "reference"):
            return {"fields": {} if hidden else {"display_name": {}}}
        if field["type"] in ("one2many", "many2many") and not hidden:
            if node.get("widget") in TAGS:
                return {"fields": {"display_name": {}}, "limit": X2MANY_LIMIT}
            nested = node.find("./list")
            if nested is not None:
                return {"fields": self._specify(nested, field["relation"]), "limit": X2MANY_LIMIT}
        return {}

    @staticmethod
    def _own_nodes(arch):
        """Fields of this view, without those of the views inside it."""
        depth = len(list(arch.iterancestors("field")))
        return [node for node in arch.iter("field") if len(list(node.iterancestors("field"))) == depth]
