def migrate(cr, version):
    """My Duties has become a screen of its own; the list of that name goes, so that its id is free."""
    cr.execute(
        "SELECT res_id FROM ir_model_data"
        " WHERE module = 'aftersales_org' AND name = 'my_duties_action' AND model = 'ir.actions.act_window'"
    )
    for (action_id,) in cr.fetchall():
        cr.execute("DELETE FROM ir_act_window WHERE id = %s", (action_id,))
        cr.execute("DELETE FROM ir_model_data WHERE module = 'aftersales_org' AND name = 'my_duties_action'")
