from typing import NamedTuple

from odoo import models

from odoo.addons.aftersales_base.rules.figures import subject_of

from ..rules.incentive import NotComputableError, pool_total
from ..rules.split import split


class Pool(NamedTuple):
    """What a pool comes to for each member, or why it comes to nothing.

    :param parts: employee id → amount; those of the open members only
    :param reason: as of ``rules.incentive.NotComputableError``
    """

    parts: dict[int, float]
    reason: str | None = None


class AftersalesIncentive(models.Model):
    """Shared pools: the parts add up to the pool to the cent, whoever of the month is approved already."""

    _inherit = "aftersales.incentive"

    def _settle_pools(self, claims):
        """Leave the part of a pool that these approved statements carry to whom it was given.

        The fraction is kept with the rule, not the amount: computed again later, by other figures, the parts of all
        still add up to the pool.

        :param claims: claims of the month; their definitions learn what is ``settled``
        :return: problems as sentences, of pools whose members have changed since
        """
        given = {}
        for line in self.line_ids.filtered(lambda line: line.kind == "pool"):
            given.setdefault((line.rule_id.id, line.definition["department"]), []).append(line)
        problems = {}
        for claim in claims:
            definition = claim.definition
            if lines := given.get((definition["rule"], definition["department"])):
                definition["settled"] = {str(line.employee_id.id): self._get_fraction(line) for line in lines}
                if any(line.definition["members"] != definition["members"] for line in lines):
                    problems[definition["rule"]] = self.env._(
                        "%(rule)s: a share was approved before its members or their points changed. The others share "
                        "what is left.",
                        rule=definition["name"],
                    )
        return list(problems.values())

    def _get_fraction(self, line):
        """Which part of the pool an approved line took, by the rule and the figure kept with it."""
        whole = pool_total(line.definition, line.quantity)
        return line.uncapped_amount / whole if whole else 0.0

    def _get_pools(self, company, claims, figures):
        """Pool key → ``Pool``."""
        pools = {self._get_pool_key(claim): claim for claim in claims if claim.definition["kind"] == "pool"}
        return {key: self._share_pool(company, claim, figures) for key, claim in pools.items()}

    def _share_pool(self, company, claim, figures):
        definition = claim.definition
        settled = definition.get("settled", {})
        members = sorted(definition["members"].keys() - settled.keys())
        weights = [self._get_weight(company, definition, member, figures) for member in members]
        try:
            whole = pool_total(definition, self._get_quantity(company, claim, figures, default=0.0))
        except NotComputableError as error:
            return Pool({}, error.reason)
        if not sum(weights):
            return Pool({}, "weights")
        # What is settled is rounded one by one, as it was paid, so that nothing is left over or paid twice.
        taken = sum(company.currency_id.round(whole * fraction) for fraction in settled.values())
        left = max(company.currency_id.round(whole) - taken, 0.0)
        parts = split(company.currency_id.round(left), weights, company.currency_id.rounding)
        return Pool({int(member): part for member, part in zip(members, parts, strict=True)})

    def _get_pool_key(self, claim):
        """Claims of one pool; approved at different times they may know different members."""
        definition = claim.definition
        settled = definition.get("settled", {})
        return (
            definition["rule"],
            definition["department"],
            tuple(sorted(definition["members"].items())),
            tuple(sorted(settled.items())),
        )

    def _get_weight(self, company, definition, member, figures):
        if definition["share_by"] == "points":
            return definition["members"][member]
        subject = subject_of(company=company.id, employee=int(member))
        return max(figures.get((definition["divisor"], subject)) or 0.0, 0.0)
