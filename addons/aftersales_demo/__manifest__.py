{
    "name": "After-sales: demo store",
    "summary": "A living Chinese 4S store to try everything in, with a year of orders and of its organisation",
    "version": "19.0.1.0.0",
    "category": "Services/After-sales",
    "license": "LGPL-3",
    "author": "After-sales contributors",
    "depends": ["aftersales_new_car", "aftersales_workshop", "l10n_cn"],
    "post_init_hook": "post_init_hook",
}
