{
    "name": "After-sales: parts",
    "summary": "Find a part by its number in any spelling and see its stock at a glance",
    "version": "19.0.1.0.0",
    "category": "Services/After-sales",
    "license": "LGPL-3",
    "application": True,
    "author": "After-sales contributors",
    "depends": ["aftersales_vehicle", "stock_account", "purchase_stock", "sale_management"],
    "data": [
        "security/ir.model.access.csv",
        "views/product_views.xml",
        "views/stock_move_views.xml",
        "views/stock_picking_views.xml",
        "views/menus.xml",
        # prices
        "security/aftersales_part_price_rules.xml",
        "data/aftersales_import_field_price_data.xml",
        "data/ir_cron_part_price_data.xml",
        "views/aftersales_part_price_views.xml",
        "views/res_config_settings_part_price_views.xml",
        "views/menus_price.xml",
    ],
}
