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
        "views/aftersales_maintenance_schedule_views.xml",
    ],
}
