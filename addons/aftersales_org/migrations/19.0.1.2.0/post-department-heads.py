def migrate(cr, _version):
    """Departments that a template set up earlier learn which position heads them; managers chosen so far stay."""
    cr.execute(
        """
        UPDATE hr_department department
           SET manager_position_id = line.manager_position_id
          FROM res_company company
          JOIN aftersales_org_template_department line
            ON line.template_id = company.aftersales_org_template_id
         WHERE department.company_id = company.id
           AND department.aftersales_department_id = line.department_id
           AND department.manager_position_id IS NULL
           AND line.manager_position_id IS NOT NULL
        """
    )
