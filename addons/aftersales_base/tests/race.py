import threading
from contextlib import contextmanager

import psycopg2.errors

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name
from odoo.tests.common import release_test_lock

AGAIN = (psycopg2.errors.SerializationFailure, psycopg2.errors.DeadlockDetected)


class RaceCase(BaseCase):
    """Deeds that are committed, so that several sessions really meet; who inherits it cleans up."""

    user_id = SUPERUSER_ID
    context = {"tracking_disable": True, "no_reset_password": True}  # noqa: RUF012 - read only

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    @classmethod
    @contextmanager
    def session(cls, uid=None, **context):
        """A transaction of its own, committed at its end.

        :param int uid: whose it is; ``user_id`` of the class without it
        """
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, uid or cls.user_id, {**cls.context, **context})

    def look(self, env):
        """What every session reads before any of them commits."""
        raise NotImplementedError

    def together(self, *deeds):
        """Carry out deeds in sessions that all read before any commits, starting again as the server does.

        :return: what users were told, a sentence per refused deed
        """
        begun = threading.Barrier(len(deeds), timeout=30)
        told, failures = [], []

        def carry_out(deed):
            for attempt in range(5):
                try:
                    with self.session() as env:
                        self.look(env)
                        if not attempt:
                            begun.wait()
                        deed(env)
                    return
                except AGAIN:  # noqa: PERF203 - it is the loop's purpose
                    continue
                except UserError as error:
                    told.append(str(error))
                    return
                except Exception as error:  # shown by the test
                    failures.append(error)
                    raise
            failures.append("never came through")

        threads = [threading.Thread(target=carry_out, args=(deed,)) for deed in deeds]
        with release_test_lock():
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        self.assertEqual(failures, [])
        return told
