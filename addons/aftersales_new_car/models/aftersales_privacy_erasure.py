from odoo import api, models

from odoo.addons.aftersales_vehicle.models.aftersales_privacy_erasure_obstacles import Obstacle


class AftersalesPrivacyErasure(models.Model):
    """A handover stays as evidence that the car was delivered; what the customer wrote on it goes with the person."""

    _inherit = "aftersales.privacy.erasure"

    def _find_holdings(self):
        holdings = super()._find_holdings()
        handovers = self._find_car_handovers(self._get_people())
        if signed := handovers.filtered(lambda handover: handover.signature or handover.note):
            reason = self.env._("The handover stays, without signature and remarks.")
            holdings.append(self._prepare_holding(self.env._("Signatures of handovers"), len(signed), "erase", reason))
        return holdings

    @api.model
    def _find_obstacles(self, people):
        handovers = self._find_car_handovers(people)._filter_open()
        return [
            *super()._find_obstacles(people),
            Obstacle(self.env._("Open handovers"), handovers, "partner_id", self._describe_open_handovers),
        ]

    @api.model
    def _describe_open_handovers(self, handovers):
        return self.env._(
            "%(handovers)s: the car is not handed over yet. Hand over or cancel first.",
            handovers=", ".join(handovers.mapped("name")),
        )

    def _erase_people(self, people):
        # nobody's evidence is changed: state, days, papers and keys stay as they were signed for
        self._find_car_handovers(people).write({"signature": False, "note": False})
        return super()._erase_people(people)

    def _find_car_handovers(self, people):
        return self.env["aftersales.car.handover"].search([("partner_id", "in", people.ids)])
