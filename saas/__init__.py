"""People, shops, money and HTTP: everything around the rules in `tenants`."""
