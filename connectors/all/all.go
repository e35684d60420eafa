// Package all registers every system: a blank import, a line each.
package all

import (
	_ "github.com/tierloop/tierloop/connectors/airbyte"
	_ "github.com/tierloop/tierloop/connectors/declared"
	_ "github.com/tierloop/tierloop/connectors/dolibarr"
	_ "github.com/tierloop/tierloop/connectors/dynamics"
	_ "github.com/tierloop/tierloop/connectors/erpnext"
	_ "github.com/tierloop/tierloop/connectors/file"
	_ "github.com/tierloop/tierloop/connectors/fxiaoke"
	_ "github.com/tierloop/tierloop/connectors/hubspot"
	_ "github.com/tierloop/tierloop/connectors/jiandaoyun"
	_ "github.com/tierloop/tierloop/connectors/kingdee"
	_ "github.com/tierloop/tierloop/connectors/neocrm"
	_ "github.com/tierloop/tierloop/connectors/netsuite"
	_ "github.com/tierloop/tierloop/connectors/odoo"
	_ "github.com/tierloop/tierloop/connectors/okki"
	_ "github.com/tierloop/tierloop/connectors/salesforce"
	_ "github.com/tierloop/tierloop/connectors/sap"
	_ "github.com/tierloop/tierloop/connectors/singer"
	_ "github.com/tierloop/tierloop/connectors/sql"
	_ "github.com/tierloop/tierloop/connectors/tryton"
	_ "github.com/tierloop/tierloop/connectors/yonyou"
	_ "github.com/tierloop/tierloop/connectors/zoho"
)
