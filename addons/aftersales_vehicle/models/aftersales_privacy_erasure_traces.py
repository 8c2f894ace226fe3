from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# Scans that show who somebody is; what is about the car alone, and photos of it, stay with the car.
PERSONAL_PAPERS = (
    "licence",
    "registration_certificate",
    "contract",
    "invoice",
    "insurance",
    "identity",
    "other",
)


class AftersalesPrivacyErasure(models.Model):
    """Where else a person stands beside the contact: scans in cars' files, and names in the logs of changes."""

    _inherit = "aftersales.privacy.erasure"

    @api.constrains("partner_id")
    def _check_not_erased(self):
        for erasure in self:
            # sudo: also where another store erased the person
            erased = self.sudo().search_count(
                Domain("partner_id", "parent_of", erasure.partner_id.ids)
                & Domain("state", "=", "erased")
                & Domain("id", "!=", erasure.id),
                limit=1,
            )
            if erased:
                raise ValidationError(
                    self.env._(
                        "%(customer)s is erased already; nothing is left to erase.", customer=erasure.partner_id.name
                    )
                )

    def _find_vehicle_data(self):
        people = self._get_people()
        erased = self.env._("Nothing speaks against it.")
        theirs, doubtful = self._find_papers(people)
        yield from super()._find_vehicle_data()
        yield self.env._("Papers of the person in vehicle files"), len(theirs), "erase", erased, False
        yield (
            self.env._("Papers in vehicle files to be looked through"),
            len(doubtful),
            "keep",
            self.env._("May be another owner's by their day. Delete what is this person's by hand."),
            False,
        )
        yield self.env._("Names in the logs of changes"), len(self._find_tracked(people)), "erase", erased, False

    def _find_papers(self, people):
        """Papers filed with these people's cars: those of their own time, and those that may be another owner's, too.

        A paper without a day may be any owner's, whenever it was filed.

        :return: pair of ``aftersales.vehicle.document``: surely theirs, and to be looked through
        """
        owners = self.env["aftersales.vehicle.owner.history"]
        cars = owners.search([("partner_id", "in", people.ids)]).vehicle_id
        times = owners.search([("vehicle_id", "in", cars.ids)]).grouped("vehicle_id")
        papers = (
            self.env["aftersales.vehicle.document"]
            .with_context(active_test=False)
            .search([("vehicle_id", "in", cars.ids), ("kind", "in", PERSONAL_PAPERS)])
        )
        theirs = doubtful = papers.browse()
        for paper in papers:
            who = times[paper.vehicle_id].filtered(lambda time, day=paper.date: time._covers(day)).partner_id
            if who and who <= people:
                theirs += paper
            elif who & people:
                doubtful += paper
        return theirs, doubtful

    def _find_tracked(self, people):
        """Changes of a person in logs; the name stands there as text beside the number."""
        number = Domain("old_value_integer", "in", people.ids) | Domain("new_value_integer", "in", people.ids)
        return self.env["mail.tracking.value"].search(Domain("field_id.relation", "=", "res.partner") & number)

    def _erase_people(self, people):
        self._find_papers(people)[0].unlink()
        tracked = self._find_tracked(people)
        result = super()._erase_people(people)
        names = {person.id: person.name for person in people}
        for side in ("old", "new"):
            for number, values in tracked.exists().grouped(f"{side}_value_integer").items():
                if number in names:
                    values.write({f"{side}_value_char": names[number]})
        return result
