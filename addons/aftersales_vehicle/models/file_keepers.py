"""Who keeps vehicle files, and so sees the papers and people in them; everybody else in after-sales sees the car."""

KEEPERS = ",".join(
    (
        "aftersales_base.group_service_advisor",
        "aftersales_base.group_cs_representative",
        "aftersales_base.group_information_clerk",
    )
)
