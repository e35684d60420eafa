package e2e

import (
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql"
	"github.com/xuri/excelize/v2"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/testkit"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/sync/engine"
)

// realGroup is a group whose systems are a Tryton server, a MariaDB database
// filled from public order data, an Excel file, and the fakes of Fxiaoke and
// Kingdee.
type realGroup struct {
	group
	tryton *testkit.TrytonServer
	shop   *sql.DB // the MariaDB database
	fakes  map[string]sandbox.Fake
	native map[string]string       // "system/company" → native id
	totals map[string]model.Amount // of orders by source
}

const realPolicy = `apiVersion: tier/v1
name: group
currency: {base: CNY}
indicators:
  revenue: {expr: sum(orders.amount)}
  orders: {expr: count(orders)}
models:
  value:
    type: scorecard
    dimensions:
      - {id: profit, weight: 100, measures: [{use: revenue, max: 100, bands: [[0, 20], [500, 50], [900, 70], [100000, 90]]}]}
tiers:
  from: value
  levels: [{id: gold, min: 80}, {id: silver, min: 60}, {id: bronze, min: 40}, {id: lead, min: 0}]
  minimum_data: {orders: 1}
`

const realConfig = `version: tierloop/v1
group: {name: 示例集团}
policy: policy.yaml
gates: {first_fill: allow}
sources:
  - name: erp
    type: tryton
    unit: europe
    mapping: tryton.yaml
    options: {base_url: "%s", database: "%s", user: "%s", password: "${file:tryton.pw}"}
  - name: shop
    type: sql
    unit: shop
    mapping: sql.yaml
    options: {driver: mysql, dsn: "${file:shop.dsn}"}
    objects: {customers: {key: [id]}, orders: {key: [id]}}
  - name: drop
    type: file
    unit: south
    mapping: file.yaml
    options: {folder: %s, settle: 0s}
    objects: {customers: {key: [客户编号]}, orders: {key: [订单号], writeback: false}}
`

// The mapping files, by source type.
var realMappings = map[string]string{
	"tryton": `version: mapping/v1
objects:
  party.party:
    as: customer
    fields: {name: name}
  sale.sale:
    as: order
    fields:
      customer: {from: party, object: party.party}
      number: number
      date: sale_date
      amount: total_amount
      currency: {value: CNY}
      status: {from: state, map: {confirmed: confirmed, processing: confirmed, done: done}, default: draft}
writeback:
  object: party.party
  fields:
    "category:Customer tier": {take: tier, map: {gold: Gold, silver: Silver, bronze: Bronze, lead: Lead}, unrated: keep}
`,
	"sql": `version: mapping/v1
objects:
  customers: {as: customer, fields: {name: name, email: email, kind: {value: person}}, purpose: 分级与服务}
  orders:
    as: order
    fields: {customer: {from: customer_id, object: customers}, number: id, date: order_date, amount: revenue, currency: {value: CNY}}
writeback:
  object: customers
  fields: {tier: {take: tier}, score: {take: score}}
`,
	"file": `version: mapping/v1
objects:
  customers: {as: customer, fields: {name: 公司名称, uscc: 信用代码}}
  orders:
    as: order
    fields: {customer: {from: 客户编号, object: customers}, number: 订单号, date: 日期, amount: 金额, currency: {value: CNY}}
writeback:
  object: customers
  fields: {集团等级: {take: tier, map: {gold: 金, silver: 银, bronze: 铜, lead: 铅}}}
`,
	"fxiaoke": `version: mapping/v1
tz: Asia/Shanghai
objects:
  AccountObj: {as: customer, fields: {name: name, uscc: uniform_social_credit_code}}
  SalesOrderObj:
    as: order
    fields: {customer: {from: account_id, object: AccountObj}, number: name, date: order_time, amount: order_amount, currency: {value: CNY}}
writeback:
  object: AccountObj
  fields: {group_tier__c: {take: tier, map: {gold: A, silver: B, bronze: C, lead: D}}}
`,
	"kingdee": `version: mapping/v1
tz: Asia/Shanghai
objects:
  BD_Customer: {as: customer, fields: {name: FName, uscc: FSOCIALCRECODE}}
  SAL_SaleOrder:
    as: order
    fields: {customer: {from: FCustId, object: BD_Customer}, number: FBillNo, date: FDate, amount: FBillAllAmount, currency: {value: CNY}}
writeback:
  object: BD_Customer
  fields: {F_PAEZ_Tier: {take: tier, map: {gold: A, silver: B, bronze: C, lead: D}}}
`,
}

// companies are customers of several units.
var companies = []struct {
	name, code string
	orders     map[string][]string // amounts by source
}{
	{"泊岚电气(苏州)有限公司", "", map[string][]string{"erp": {"60000.10", "20000.05"}, "fx": {"15000.85"}, "kd": {"5000.00"}}},
	{"杭州云帆科技有限公司", uscc(501), map[string][]string{"drop": {"700.25"}, "fx": {"150.10"}, "kd": {"60.00"}}},
	{"成都朗科机械设备有限公司", uscc(502), map[string][]string{"drop": {"0.01", "0.02"}, "kd": {"480.33"}}},
}

func newRealGroup(t *testing.T, dsn string) *realGroup {
	t.Helper()
	g := &realGroup{group: group{dir: t.TempDir(), dsn: dsn}, tryton: testkit.Tryton(t), fakes: map[string]sandbox.Fake{},
		native: map[string]string{}, totals: map[string]model.Amount{}}
	if g.dsn == "" {
		g.dsn = filepath.Join(g.dir, "tierloop.db")
	}
	inbox := filepath.Join(g.dir, "inbox")
	config := fmt.Sprintf(realConfig, g.tryton.URL, g.tryton.Database, g.tryton.User, inbox)
	for name, text := range realMappings {
		write(t, g.dir, name+".yaml", text)
	}
	write(t, g.dir, "policy.yaml", realPolicy)
	write(t, g.dir, "tryton.pw", g.tryton.Password)
	for name, system := range map[string]string{"fx": "fxiaoke", "kd": "kingdee"} {
		config += g.fake(t, name, system)
	}
	write(t, g.dir, "tierloop.yaml", config)
	g.fillTryton(t)
	g.fillShop(t)
	g.fillDrop(t, inbox)
	g.fillFakes()
	return g
}

// fake starts a vendor's fake and returns its part of the configuration.
func (g *realGroup) fake(t *testing.T, name, system string) string {
	typ, ok := connectors.Lookup(system)
	if !ok || typ.Fake == nil {
		t.Fatalf("no fake of %s", system)
	}
	f := typ.Fake(sandbox.Setup{Clock: clock.System(), Seed: 1})
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	g.fakes[name] = f
	options, objects := f.Options(server.URL)
	for _, o := range typ.Options {
		if v, set := options[o.Name]; set && o.Secret {
			write(t, g.dir, name+"-"+o.Name, fmt.Sprint(v))
			options[o.Name] = fmt.Sprintf("${file:%s-%s}", name, o.Name)
		}
	}
	o, _ := json.Marshal(options) // JSON is YAML
	b, _ := json.Marshal(objects)
	return fmt.Sprintf("  - {name: %s, type: %s, unit: %s, mapping: %s.yaml, options: %s, objects: %s}\n", name, system, name, system, o, b)
}

// buys notes an order for the totals.
func (g *realGroup) buys(t *testing.T, source, amount string) {
	t.Helper()
	a, err := model.ParseAmount(amount)
	if err != nil {
		t.Fatal(err)
	}
	g.totals[source] += a
}

func (g *realGroup) fillTryton(t *testing.T) {
	g.tryton.OwnCompany("Example Group", "CNY")
	root := g.tryton.NewCategory("Customer tier", 0)
	for _, name := range []string{"Gold", "Silver", "Bronze", "Lead"} {
		g.tryton.NewCategory(name, root)
	}
	for _, c := range companies {
		if len(c.orders["erp"]) == 0 {
			continue
		}
		id := g.tryton.NewParty(c.name)
		g.native["erp/"+c.name] = fmt.Sprint(id)
		for _, amount := range c.orders["erp"] {
			g.tryton.NewSale(id, time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC), amount, "CNY")
			g.buys(t, "erp", amount)
		}
	}
}

// fillShop loads the public orders of 995 persons into MariaDB.
func (g *realGroup) fillShop(t *testing.T) {
	dsn := testkit.MariaDB(t)
	write(t, g.dir, "shop.dsn", dsn)
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	g.shop = db
	file, err := os.Open("../scoring/testdata/rfm_orders.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(plain).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int { return slices.Index(lines[0], name) }
	who, day, sum := column("customer"), column("date"), column("revenue")
	for _, s := range []string{"CREATE TABLE customers (id VARCHAR(100) PRIMARY KEY, name VARCHAR(200), email VARCHAR(200), tier VARCHAR(20), score DECIMAL(10,2))",
		"CREATE TABLE orders (id INT PRIMARY KEY, customer_id VARCHAR(100), order_date DATE, revenue DECIMAL(12,2))"} {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	var orders, customers []string
	var orderArgs, customerArgs []any
	seen := map[string]bool{}
	for i, l := range lines[1:] {
		if !seen[l[who]] {
			seen[l[who]] = true
			customers, customerArgs = append(customers, "(?,?,?)"), append(customerArgs, l[who], "Buyer No. "+l[who], "buyer"+l[who]+"@example.com")
		}
		orders, orderArgs = append(orders, "(?,?,?,?)"), append(orderArgs, i+1, l[who], l[day], l[sum])
		g.buys(t, "shop", l[sum])
	}
	if _, err := db.Exec("INSERT INTO customers (id, name, email) VALUES "+strings.Join(customers, ","), customerArgs...); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("INSERT INTO orders VALUES "+strings.Join(orders, ","), orderArgs...); err != nil {
		t.Fatal(err)
	}
}

// fillDrop writes an Excel file of customers and one of orders.
func (g *realGroup) fillDrop(t *testing.T, inbox string) {
	customers := [][]any{{"客户编号", "公司名称", "信用代码"}}
	orders := [][]any{{"订单号", "客户编号", "日期", "金额"}}
	for i, c := range companies {
		id := fmt.Sprintf("00%d", 42+i)
		if len(c.orders["drop"]) == 0 {
			continue
		}
		g.native["drop/"+c.name] = id
		customers = append(customers, []any{id, c.name, c.code})
		for n, amount := range c.orders["drop"] {
			orders = append(orders, []any{fmt.Sprintf("D-%s-%d", id, n), id, "2026-04-01", amount})
			g.buys(t, "drop", amount)
		}
	}
	if err := os.MkdirAll(inbox, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, table := range map[string][][]any{"customers.xlsx": customers, "orders.xlsx": orders} {
		x := excelize.NewFile()
		for i, row := range table {
			if err := x.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
		if err := x.SaveAs(filepath.Join(inbox, name)); err != nil {
			t.Fatal(err)
		}
	}
}

func (g *realGroup) fillFakes() {
	day := time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	for _, c := range companies {
		if amounts := c.orders["fx"]; len(amounts) > 0 {
			id := g.fakes["fx"].Put("AccountObj", "", map[string]any{"name": c.name, "uniform_social_credit_code": c.code})
			g.native["fx/"+c.name] = id
			for i, a := range amounts {
				g.fakes["fx"].Put("SalesOrderObj", "", map[string]any{"name": fmt.Sprintf("FX-%s-%d", id, i), "account_id": id, "order_time": day.UnixMilli(), "order_amount": a})
				v, _ := model.ParseAmount(a)
				g.totals["fx"] += v
			}
		}
		if amounts := c.orders["kd"]; len(amounts) > 0 {
			id := g.fakes["kd"].Put("BD_Customer", "", map[string]any{"FName": c.name, "FSOCIALCRECODE": c.code})
			g.native["kd/"+c.name] = id
			for i, a := range amounts {
				g.fakes["kd"].Put("SAL_SaleOrder", "", map[string]any{"FBillNo": fmt.Sprintf("KD-%s-%d", id, i), "FCustId": id, "FDate": day.Format("2006-01-02T15:04:05"), "FSaleOrgId": "100", "FBillAllAmount": a})
				v, _ := model.ParseAmount(a)
				g.totals["kd"] += v
			}
		}
	}
}

func TestTheLoopOnRealInput(t *testing.T) {
	for _, kind := range []string{"sqlite", "mariadb"} {
		t.Run(kind, func(t *testing.T) {
			dsn := ""
			if kind == "mariadb" {
				dsn = "mysql:" + testkit.MariaDB(t)
			}
			g := newRealGroup(t, dsn)
			r, code := g.sync(t, engine.Request{AsOf: asOf})
			if code != fault.ExitOK {
				t.Fatalf("exit %d, counts %v", code, r.Run.Counts)
			}
			g.reconciles(t)
			g.shows(t)
			again, code := g.sync(t, engine.Request{AsOf: asOf, Reconcile: true})
			if n := again.Plan.Counts; code != fault.ExitOK || n.New+n.Change+n.Clear+n.Unknown != 0 || again.Run.Counts["apply.sent"] != 0 {
				t.Errorf("the second sync exits with %d, plans %+v", code, n)
			}
			for _, c := range again.Coverage {
				if c.Told >= 0 && c.Told != c.Stored || c.Gone != 0 || c.Missed != 0 {
					t.Errorf("coverage %+v", c)
				}
			}
		})
	}
}

// reconciles compares the orders in the store with what the sources were given,
// to the cent.
func (g *realGroup) reconciles(t *testing.T) {
	t.Helper()
	var log strings.Builder
	e, closeAll, err := g.open(context.Background(), &log)
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll()
	got := map[string]model.Amount{}
	err = e.Store.EachOrderByEntity(context.Background(), model.SystemPrincipal(), func(_ string, o model.Order) error {
		got[o.Ref.Source] += o.Amount
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for source, want := range g.totals {
		if got[source] != want {
			t.Errorf("%s: orders of %s in the store, %s in the source", source, got[source], want)
		}
	}
}

// shows looks at the systems themselves.
func (g *realGroup) shows(t *testing.T) {
	t.Helper()
	// Tryton: the child of the category tree. 100,001 of the group make it gold.
	party := g.native["erp/泊岚电气(苏州)有限公司"]
	var rows []struct {
		Categories []int `json:"categories"`
	}
	var id int
	fmt.Sscan(party, &id)
	if err := json.Unmarshal(g.tryton.Call("model.party.party.read", []int{id}, []string{"categories"}), &rows); err != nil || len(rows) != 1 {
		t.Fatalf("read party: %v", err)
	}
	var names []struct {
		Name string `json:"name"`
	}
	if err := json.Unmarshal(g.tryton.Call("model.party.category.read", rows[0].Categories, []string{"name"}), &names); err != nil {
		t.Fatal(err)
	}
	if len(names) != 1 || names[0].Name != "Gold" {
		t.Errorf("Tryton shows categories %+v, want Gold", names)
	}
	// MariaDB: every customer with orders has a tier, by its own revenue.
	var wrong, total int
	query := `SELECT COUNT(*), SUM(c.tier <> CASE WHEN o.s >= 900 THEN 'silver' WHEN o.s >= 500 THEN 'bronze' ELSE 'lead' END OR c.tier IS NULL)
		FROM customers c JOIN (SELECT customer_id, SUM(revenue) s FROM orders GROUP BY customer_id) o ON o.customer_id = c.id`
	if err := g.shop.QueryRow(query).Scan(&total, &wrong); err != nil {
		t.Fatal(err)
	}
	if total != 995 || wrong != 0 {
		t.Errorf("MariaDB: %d of %d customers show a wrong tier", wrong, total)
	}
	for _, c := range []struct{ system, object, company, field, want string }{
		{"fx", "AccountObj", "泊岚电气(苏州)有限公司", "group_tier__c", "A"},
		{"fx", "AccountObj", "杭州云帆科技有限公司", "group_tier__c", "B"},
		{"kd", "BD_Customer", "泊岚电气(苏州)有限公司", "F_PAEZ_Tier", "A"},
		{"kd", "BD_Customer", "杭州云帆科技有限公司", "F_PAEZ_Tier", "B"},
		{"kd", "BD_Customer", "成都朗科机械设备有限公司", "F_PAEZ_Tier", "D"},
	} {
		fields, ok := g.fakes[c.system].Get(c.object, g.native[c.system+"/"+c.company])
		if got := connectors.TextOf(fields[c.field]); !ok || got != c.want {
			t.Errorf("%s shows %q for %s, want %s", c.system, got, c.company, c.want)
		}
	}
	results, err := filepath.Glob(filepath.Join(g.dir, "inbox", "out", "customers-tiers*.csv"))
	if err != nil || len(results) == 0 {
		t.Errorf("no result file: %v", err)
		return
	}
	body, err := os.ReadFile(results[0])
	if err != nil || !strings.Contains(string(body), "银") {
		t.Errorf("the result file shows no silver tier: %v\n%s", err, body)
	}
}
