{
    "name": "After-sales: base",
    "summary": "App root, roles and the mechanisms every after-sales addon builds on",
    "version": "19.0.1.0.0",
    "category": "Services/After-sales",
    "license": "LGPL-3",
    "author": "After-sales contributors",
    "depends": ["mail", "portal"],
    "application": True,
    "data": [
        "security/aftersales_roles.xml",
        "security/ir.model.access.csv",
        "views/res_config_settings_views.xml",
        "views/menus.xml",
        "security/aftersales_import_rules.xml",
        "data/aftersales_import_data.xml",
        "views/aftersales_import_views.xml",
    ],
}
