"""Who can log in to the demo store: role, login, password; one per role."""

LOGINS = [
    ("Service advisor 服务顾问", "advisor", "advisor"),
    ("Workshop supervisor 车间主管", "supervisor", "supervisor"),
    ("Technician 技师", "technician", "technician"),
    ("Quality inspector 质检员", "inspector", "inspector"),
    ("Technical expert 技术专家", "expert", "expert"),
    ("Training manager 培训经理", "training", "training"),
    ("Parts clerk 配件员", "clerk", "clerk"),
    ("Parts planner 配件计划员", "planner", "planner"),
    ("Cashier 收银员", "cashier", "cashier"),
    ("Customer relations manager 客户关系经理", "cs", "cs"),
    ("New-car buyer 新车采购员", "buyer", "buyer"),
    ("Car sales manager 销售经理", "sales", "sales"),
    ("Information clerk 信息员", "information", "information"),
    ("Support staff 售后支持人员", "support", "support"),
    ("After-sales manager 售后经理", "manager", "manager"),
    ("General manager 总经理", "gm", "gm"),
]
