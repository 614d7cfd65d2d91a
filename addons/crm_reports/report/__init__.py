from . import crm_fact_sales
