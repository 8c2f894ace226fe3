from . import aftersales_org_setup
