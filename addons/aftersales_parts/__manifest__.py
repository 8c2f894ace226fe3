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
        # part master, fitment, supersession, search
        "security/aftersales_part_master_rules.xml",
        "data/ir_cron_supersession.xml",
        # counter sale and parts network
        "security/counter_rules.xml",
        "data/counter_data.xml",
        "wizard/counter_wizard_views.xml",
        "report/counter_receipt_report.xml",
        "views/aftersales_counter_return_views.xml",
        "views/sale_order_counter_views.xml",
        "views/res_config_settings_counter_views.xml",
        "views/menus_counter.xml",
    ],
}
