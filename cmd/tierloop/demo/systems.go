package demo

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// form says how a vendor writes customers and orders down.
type form struct {
	customer, order string // the objects
	tier            string // the field that shows the tier
	customerFields  func(c Customer, parent string) map[string]any
	orderFields     func(o Order, customer string) map[string]any
}

var forms = map[string]form{
	"fxiaoke": {
		customer: "AccountObj", order: "SalesOrderObj", tier: "group_tier__c",
		customerFields: func(c Customer, parent string) map[string]any {
			return map[string]any{"name": c.Name, "uniform_social_credit_code": c.USCC, "tel": c.Phone, "url": c.Web,
				"province": c.Province, "city": c.City, "address": c.Address, "parent_account_id": orNil(parent)}
		},
		orderFields: func(o Order, customer string) map[string]any {
			return map[string]any{"name": o.ID, "account_id": customer, "order_time": o.Date.UnixMilli(), "order_amount": o.Amount, "mc_currency": "CNY"}
		},
	},
	"kingdee": {
		customer: "BD_Customer", order: "SAL_SaleOrder", tier: "F_PAEZ_Tier",
		customerFields: func(c Customer, parent string) map[string]any {
			return map[string]any{"FNumber": c.ID, "FName": c.Name, "FSOCIALCRECODE": c.USCC, "FTEL": c.Phone, "FWEBSITE": c.Web, "FADDRESS": c.Address, "FGROUPCUSTID": orNil(parent)}
		},
		orderFields: func(o Order, customer string) map[string]any {
			return map[string]any{"FBillNo": o.ID, "FDate": o.Date.Format("2006-01-02T15:04:05"), "FCustId": customer, "FSaleOrgId": "100",
				"FSettleCurrId": "PRE001", "FBillAllAmount": o.Amount, "FDocumentStatus": "C"}
		},
	},
	"jiandaoyun": {
		customer: "customers", order: "orders", tier: "集团分级",
		customerFields: func(c Customer, parent string) map[string]any {
			return map[string]any{"客户名称": c.Name, "uscc": c.USCC, "联系电话": map[string]any{"phone": c.Phone},
				"地址": map[string]any{"province": c.Province, "city": c.City, "detail": c.Address}, "上级客户": orNil(parent), "website": c.Web}
		},
		orderFields: func(o Order, customer string) map[string]any {
			return map[string]any{"订单编号": o.ID, "客户": customer, "下单日期": o.Date.UTC().Format("2006-01-02T15:04:05.000Z"), "订单金额": json.Number(o.Amount), "订单状态": "已确认"}
		},
	},
	"zoho": {
		customer: "Accounts", order: "Sales_Orders", tier: "Group_Tier",
		customerFields: func(c Customer, parent string) map[string]any {
			fields := map[string]any{"Account_Name": c.Name, "Account_Number": c.USCC, "Phone": c.Phone, "Website": c.Web,
				"Billing_State": c.Province, "Billing_City": c.City, "Billing_Street": c.Address}
			if parent != "" {
				fields["Parent_Account"] = parent
			}
			return fields
		},
		orderFields: func(o Order, customer string) map[string]any {
			return map[string]any{"Subject": o.ID, "SO_Number": o.ID, "Account_Name": customer, "Grand_Total": json.Number(o.Amount), "Status": "Approved", "Due_Date": o.Date.Format(time.DateOnly)}
		},
	},
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// Fill enters the unit's customers and orders into its fake, as clerks would
// have done, and returns the native id of each customer.
func (u Unit) Fill(fake sandbox.Fake) map[string]string {
	f, ids := forms[u.System], map[string]string{}
	for _, c := range u.Customers {
		fields := f.customerFields(c, ids[c.Parent])
		if c.Tier != "" {
			fields[f.tier] = c.Tier
		}
		ids[c.ID] = fake.Put(f.customer, "", fields)
	}
	for _, o := range u.Orders {
		fake.Put(f.order, "", f.orderFields(o, ids[o.Customer]))
	}
	return ids
}

// Object and TierField say where the unit's system shows the tier.
func (u Unit) Object() string { return forms[u.System].customer }

// TierField is the field of Object that shows the tier.
func (u Unit) TierField() string { return forms[u.System].tier }

// Files renders the unit that has no system but a folder: customers as a GBK
// file, as an old program exports it, and orders as UTF-8 with a byte order
// mark. Three rows are broken, as in life.
func (u Unit) Files() (customers, orders []byte, err error) {
	var plain bytes.Buffer
	w := csv.NewWriter(&plain)
	_ = w.Write([]string{"客户编号", "公司名称", "信用代码", "电话", "网址", "省份", "城市", "地址", "上级客户"})
	for _, c := range u.Customers {
		_ = w.Write([]string{c.ID, c.Name, c.USCC, c.Phone, c.Web, c.Province, c.City, c.Address, c.Parent})
	}
	_ = w.Write([]string{"parts-8001", "", "", "-", "", "", "", "", ""}) // a customer without a name
	w.Flush()
	if customers, err = simplifiedchinese.GBK.NewEncoder().Bytes(plain.Bytes()); err != nil {
		return nil, nil, fmt.Errorf("customers as GBK: %w", err)
	}
	var b strings.Builder
	b.WriteString("\ufeff订单号,客户编号,下单日期,金额\n")
	for _, o := range u.Orders {
		fmt.Fprintf(&b, "%s,%s,%s,%s\n", o.ID, o.Customer, o.Date.Format(time.DateOnly), o.Amount)
	}
	b.WriteString("SO-bad-1,parts-0001,2026-13-45,100.00\nSO-bad-2,parts-0001,2026-05-01,约三万\n")
	return customers, []byte(b.String()), w.Error()
}
