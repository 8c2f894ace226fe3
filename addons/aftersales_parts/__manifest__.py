{
    "name": "After-sales: parts",
    "summary": "Find a part by its number in any spelling and see its stock at a glance",
    "version": "19.0.1.0.0",
    "category": "Services/After-sales",
    "license": "LGPL-3",
    "application": True,
    "author": "After-sales contributors",
    "depends": ["aftersales_vehicle", "stock_account", "purchase_stock", "sale_management", "product_expiry"],
    "data": [
        "security/ir.model.access.csv",
        "views/product_views.xml",
        "views/stock_move_views.xml",
        "views/stock_picking_views.xml",
        "views/menus.xml",
        # stock quality
        "security/aftersales_quality_rules.xml",
        "data/aftersales_quality_data.xml",
        "views/stock_move_quality_views.xml",
        "views/aftersales_stock_count_views.xml",
        "views/res_config_settings_stock_quality_views.xml",
        "views/menus_quality.xml",
    ],
}
