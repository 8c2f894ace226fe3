import re

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..rules import vin
from ..rules.vehicle_row import name_key

_CODE = re.compile(r"[A-HJ-NPR-Z0-9]{3}(?:[A-HJ-NPR-Z0-9]{3})?")
_SEPARATOR = re.compile(r"[,，、;；]")


class AftersalesVehicleWmi(models.Model):
    """Who built a car, by the first characters of its VIN (ISO 3780)."""

    _name = "aftersales.vehicle.wmi"
    _description = "World Manufacturer Identifier"
    _order = "code"
    _rec_name = "maker"
    _rec_names_search = ["code", "maker"]

    code = fields.Char(
        required=True,
        help="Three characters; for makers of few cars, whose third character is 9, with the twelfth to fourteenth "
        "after them.",
    )
    maker = fields.Char(required=True, translate=True)
    country_id = fields.Many2one("res.country", ondelete="restrict")
    brand_id = fields.Many2one(
        "aftersales.vehicle.brand",
        index="btree_not_null",
        ondelete="set null",
        help="Proposed for a new car. Empty: the brand of ours that is called like one of the names beside.",
    )
    brand_names = fields.Char(
        help="Names of the brand in any language, between commas. Empty where the maker builds several brands.",
    )
    source = fields.Char(help="Where it is known from.")
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(code)", "This code is already in the table.")

    @api.depends("code", "maker")
    def _compute_display_name(self):
        for wmi in self:
            wmi.display_name = f"{wmi.code} {wmi.maker}" if wmi.code else wmi.maker

    @api.constrains("code")
    def _check_code(self):
        for wmi in self:
            if not _CODE.fullmatch(wmi.code) or (len(wmi.code) == vin.LENGTH_SMALL_MAKER) != (
                wmi.code[2] == vin.SMALL_MAKER and len(wmi.code) > 3
            ):
                raise ValidationError(
                    self.env._(
                        "%(code)s is no maker's code: three digits or letters without I, O and Q; "
                        "six only where the third is 9.",
                        code=wmi.code,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        wmis = super().create([self._clean_code(vals) for vals in vals_list])
        self.env.registry.clear_cache()
        return wmis

    def write(self, vals):
        result = super().write(self._clean_code(vals))
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    def _clean_code(self, vals):
        return vals | {"code": vin.normalise(vals["code"])} if vals.get("code") else vals

    @api.model
    def _find(self, number):
        """Who built the car with this VIN, by the most exact code in the table.

        :param str number: normalised VIN
        :return: ``aftersales.vehicle.wmi``, empty where it is not known
        """
        ids = self._get_ids_by_code()
        return self.browse(next((ids[code] for code in vin.maker_codes(number) if code in ids), ()))

    @api.model
    @tools.ormcache()
    def _get_ids_by_code(self):
        """Code → id of the whole table: some hundred rows, read once."""
        # sudo: the table is the same for everybody
        return {wmi.code: wmi.id for wmi in self.sudo().search_fetch([], ["code"])}

    def _get_brand(self, brands_by_name):
        """The brand of ours that is meant.

        :param brands_by_name: ``name_key`` of its name → ``aftersales.vehicle.brand``
        :return: ``aftersales.vehicle.brand``, empty where none is meant or we do not have it
        """
        if self.brand_id or not self.brand_names:
            return self.brand_id
        names = [name_key(name) for name in _SEPARATOR.split(self.brand_names)]
        return next((brands_by_name[name] for name in names if name in brands_by_name), self.brand_id)
