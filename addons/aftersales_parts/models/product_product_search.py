from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column, escape_psql

from odoo.addons.aftersales_base.rules import pinyin
from odoo.addons.aftersales_vehicle.rules import plate, vin

from ..rules import part_number
from .product_product import IS_PART

CHINESE = "zh_CN"
TRIGRAM = 3  # shorter texts are served by an index from their start only
FITTING_CARS = 5  # of a plate or VIN typed into the parts search; more would be no answer


class ProductProduct(models.Model):
    """The parts search box: number, name, initials, bar code, or the car the part is for."""

    _inherit = "product.product"

    part_lookup = fields.Char(
        "Number, Name or Car",
        search="_search_part_lookup",
        help="What a clerk types: a number in any spelling, a bar code, a name or its pinyin initials, "
        "or the plate or VIN of the car.",
    )
    part_initials = fields.Char(
        "Pinyin Initials",
        compute="_compute_part_initials",
        store=True,
        precompute=True,
        index="trigram",
        help="First letters of the Chinese name; 机油滤清器 is found by jylqq.",
    )

    def _auto_init(self):
        """Only parts have initials; without this the names of all products would be read at installation."""
        if column_exists(self.env.cr, self._table, "part_initials"):
            return super()._auto_init()
        create_column(self.env.cr, self._table, "part_initials", "varchar")
        result = super()._auto_init()
        parts = self.env.execute_query(
            SQL(
                "SELECT variant.id FROM product_product AS variant "
                "JOIN product_template AS template ON template.id = variant.product_tmpl_id WHERE template.is_part"
            )
        )
        self.env.add_to_compute(self._fields["part_initials"], self.browse(row[0] for row in parts))
        return result

    @api.depends("product_tmpl_id.name", "product_tmpl_id.is_part")
    def _compute_part_initials(self):
        """From the Chinese name, in whatever language it was just written; a shared name in a store without Chinese."""
        lang = CHINESE if self.env["res.lang"]._get_data(code=CHINESE) else False
        for product in self.with_context(lang=lang):
            template = product.product_tmpl_id
            product.part_initials = template.is_part and pinyin.initials(template.name) or False

    def _search_part_lookup(self, operator, value):
        """The first that finds something: number and bar code, the car, then name and initials, all by index."""
        if operator != "ilike":
            return NotImplemented
        if part_number.looks_like_number(value):
            if numbers := self._find_numbers(value):
                return Domain("id", "in", numbers)
            by_barcode = Domain("barcode", "=", value.strip())
            if self.search_count(by_barcode, limit=1):
                return by_barcode
        if vehicles := self._find_cars(value):
            return Domain("fits_vehicle_id", "in", vehicles.ids)
        return self._get_part_text_domain(value)

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """After-sales staff may type initials in small letters; asked for only where the host finds too little."""
        found = super().name_search(name, domain, operator, limit)
        if operator != "ilike" or not self._may_be_initials(name) or (limit and len(found) >= limit):
            return found
        known = [pair[0] for pair in found]
        initials = IS_PART & self._get_initials_domain(name) & Domain("id", "not in", known)
        more = self.search_fetch(
            Domain(domain or Domain.TRUE) & initials, ["display_name"], limit=limit and limit - len(found)
        )
        return found + [(product.id, product.display_name) for product in more.sudo()]

    @api.model
    def _may_be_initials(self, text):
        """:rtype: bool"""
        return (
            pinyin.is_initials(text)
            and text.strip().islower()
            and self.env.user.has_group("aftersales_base.group_user")
        )

    @api.model
    def _find_numbers(self, text):
        """Ids of the parts whose number contains the text, whoever may see them: what asks for them is a search.

        Asked once and without a limit, for which PostgreSQL would leave the index and read all products.
        """
        self.flush_model(["part_number_key", "part_scope"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM product_product WHERE part_scope IS NOT NULL AND part_number_key LIKE %s",
                f"%{escape_psql(part_number.normalise(text))}%",
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _find_cars(self, text):
        """Cars whose whole plate or VIN was typed; anything less is too often a piece of a part's name or number."""
        number = vin.normalise(text)
        vehicles = self.env["aftersales.vehicle"]
        if not vin.find_problem(number):
            return vehicles.search([("vin", "=", number)], limit=FITTING_CARS)
        if plate.is_known(plate.normalise(text)):
            return vehicles.search([("plate", "=", plate.normalise(text))], limit=FITTING_CARS)
        return vehicles

    @api.model
    def _get_part_text_domain(self, text):
        """Parts by name, initials, or a number that is no usual one.

        Put together by UNION, since PostgreSQL uses no index for an OR over two tables.
        """
        names = self.env["product.template"]._search([("name", "ilike", text)], active_test=False, bypass_access=True)
        conditions = [SQL("product_tmpl_id IN %s", names.subselect())]
        if key := part_number.normalise(text):
            pattern = self._get_pattern(escape_psql(key))
            conditions.append(SQL("part_scope IS NOT NULL AND part_number_key LIKE %s", pattern))
        if part_number.looks_like_number(text):
            conditions.append(SQL("barcode ILIKE %s", f"%{escape_psql(text)}%"))
        if pinyin.is_initials(text):
            pattern = self._get_pattern(text.strip().lower())
            conditions.append(SQL("part_scope IS NOT NULL AND part_initials LIKE %s", pattern))
        # Rights and archived parts are the matter of the search that asks, which goes through what is found here.
        self.flush_model(["product_tmpl_id", "part_scope", "part_number_key", "barcode", "part_initials"])
        selects = [SQL("SELECT id FROM product_product WHERE %s", condition) for condition in conditions]
        return Domain("id", "in", SQL("(%s)", SQL(" UNION ").join(selects)))

    @api.model
    def _get_initials_domain(self, text):
        return Domain("part_initials", "=like", self._get_pattern(text.strip().lower()))

    @api.model
    def _get_pattern(self, text):
        """A piece of the column where an index can serve it, else its start."""
        return f"%{text}%" if len(text) >= TRIGRAM else f"{text}%"
