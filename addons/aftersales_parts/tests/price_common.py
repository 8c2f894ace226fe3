import base64

from odoo.tests import new_test_user

from .common import PartsCase


class PriceCase(PartsCase):
    """Price files on their way in, by the planner; a batch is committed as in real life and undone by the test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = new_test_user(cls.env, "planner", groups="aftersales_base.group_parts_planner")
        cls.env.company.part_price_supplier_id = cls.supplier

    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())
        cr = self.enterContext(self.registry.cursor())
        self.env = self.env(cr=cr, user=self.planner.id)
        self.filter, self.pads = self.filter.with_env(self.env), self.pads.with_env(self.env)

    def read_file(self, content, file_name="prices.csv", **options):
        """A price file whose columns are read.

        :param content: bytes, or lines of a CSV file
        """
        if isinstance(content, list):
            content = "\n".join(content).encode()
        job = self.env["aftersales.import"].create(
            {"kind": "part_price", "file": base64.b64encode(content), "file_name": file_name, **options}
        )
        job.action_read()
        return job

    def check_file(self, content, **options):
        job = self.read_file(content, **options)
        job.action_preview()
        return job

    def bring_in(self, content, **options):
        job = self.check_file(content, **options)
        job.action_start()
        self.assertEqual(job.state, "done")
        self.assertEqual(len(job.line_ids), job.row_count, "every row ends somewhere")
        return job

    def preview(self, job):
        """New, changed, unchanged, not usable."""
        return (
            job.preview_created_count,
            job.preview_updated_count,
            job.preview_unchanged_count,
            job.preview_rejected_count,
        )

    def counts(self, job):
        """Created, updated, unchanged, rejected."""
        return job.created_count, job.updated_count, job.unchanged_count, job.rejected_count

    def reasons(self, job):
        """Row → remark, of the rows that have one."""
        return {line.line_no: line.reason for line in job.line_ids if line.reason}

    def prices(self, part):
        """(from, to, list price, dealer net, warranty price) of all prices of a part, oldest first."""
        rows = self.env["aftersales.part.price"].search([("product_id", "=", part.id)], order="date_from")
        return [
            (f"{row.date_from}", row.date_to and f"{row.date_to}", row.list_price, row.dealer_net, row.warranty_price)
            for row in rows
        ]
