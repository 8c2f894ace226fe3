"""Who can log in to the demo store: role, login, password; one per role."""

LOGINS = [
    ("Service advisor 服务顾问", "advisor", "advisor"),
    ("Workshop supervisor 车间主管", "supervisor", "supervisor"),
    ("Technician 技师", "technician", "technician"),
    ("Parts clerk 配件员", "clerk", "clerk"),
    ("Cashier 收银员", "cashier", "cashier"),
    ("After-sales manager 售后经理", "manager", "manager"),
]
