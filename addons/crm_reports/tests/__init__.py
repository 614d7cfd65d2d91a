from . import test_crm_fact_sales, test_crm_fact_sales_access, test_tours
