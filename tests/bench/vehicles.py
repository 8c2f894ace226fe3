"""A million cars and their owners, made by SQL."""

from odoo.tools import SQL

from .measure import settle

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚"

# Columns that addons require of every partner are taken from one that the ORM made.
REQUIRED = """
    SELECT column_name FROM information_schema.columns
     WHERE table_name = 'res_partner' AND is_nullable = 'NO' AND column_default IS NULL AND column_name <> 'id'
       AND column_name <> ALL(%s)
"""
PEOPLE_COLUMNS = ["name", "complete_name", "phone", "active", "type", "create_date", "write_date"]
PEOPLE = """
    INSERT INTO res_partner (%(columns)s)
    SELECT people.name, people.name, people.phone, TRUE, 'contact', now(), now() %(required)s
      FROM (SELECT substr(%(surnames)s, 1 + n %% %(surname_count)s, 1) || chr(19968 + (n / 50 %% 600))
                   || chr(20968 + (n / 7 %% 500)) AS name,
                   '1' || lpad((n::bigint * 7919 %% 10000000000)::text, 10, '3') AS phone
              FROM generate_series(1, %(cars)s) AS n) AS people,
           res_partner AS made
     WHERE made.id = %(made)s
"""
CARS_SQL = """
    INSERT INTO aftersales_vehicle (vin, vin_last6, plate, engine_no, owner_id, active, create_date, write_date)
    SELECT vin, right(vin, 6), plate, 'EA' || n %% 9 || '-' || lpad((n::bigint * 7919 %% 1000000)::text, 6, '0'),
           %(first)s + n, TRUE, now(), now()
      FROM (SELECT n,
                   'L' || upper(substr(md5(n::text), 1, 8)) || chr(65 + n %% 8)
                   || lpad((n::bigint * 7919 %% 10000000)::text, 7, '0') AS vin,
                   substr(%(provinces)s, 1 + n %% %(province_count)s, 1)
                   || chr(65 + n / 31 %% 8) || chr(65 + n / 248 %% 8)
                   || lpad((n::bigint * 7919 %% 10000)::text, 4, '0') AS plate
              FROM generate_series(0, %(cars)s - 1) AS n) AS cars
"""


def insert_cars(env, count):
    """Fill the vehicle file, an owner per car.

    :param int count: how many
    :return: id of the last car
    """
    cr = env.cr
    _insert_people(env, count)
    cr.execute("SELECT max(id) FROM res_partner")
    first = cr.fetchone()[0] - count + 1
    values = {"first": first, "provinces": PROVINCES, "province_count": len(PROVINCES), "cars": count}
    cr.execute(CARS_SQL, values)
    env["res.partner"]._fill_name_initials()
    settle(cr, "res_partner", "aftersales_vehicle")
    cr.execute("SELECT max(id) FROM aftersales_vehicle")
    return cr.fetchone()[0]


def _insert_people(env, count):
    made = env["res.partner"].create({"name": "Bench"})
    env.flush_all()
    env.cr.execute(REQUIRED, [PEOPLE_COLUMNS])
    required = [SQL.identifier(name) for (name,) in env.cr.fetchall()]
    columns = [SQL.identifier(name) for name in PEOPLE_COLUMNS]
    env.cr.execute(
        SQL(
            PEOPLE,
            columns=SQL(", ").join([*columns, *required]),
            required=SQL("".join(", made.%s" for _name in required), *required),
            surnames=SURNAMES,
            surname_count=len(SURNAMES),
            cars=count,
            made=made.id,
        )
    )
