package e2e

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/testkit"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/sync/engine"
)

const crashPolicy = `apiVersion: tier/v1
name: group
currency: {base: CNY}
indicators:
  revenue: {expr: sum(orders.amount), window: 24m}
models:
  value:
    type: scorecard
    dimensions: [{id: profit, weight: 100, measures: [{use: revenue, max: 100, bands: [[0, 10], [1000, 50], [4000, 90]]}]}]
tiers:
  from: value
  levels: [{id: gold, min: 80}, {id: silver, min: 40}, {id: lead, min: 0}]
  minimum_data: {orders: 1}
`

const crashMapping = `version: mapping/v1
objects:
  customers: {as: customer, fields: {name: name, uscc: uscc, phone: phone}}
  orders:
    as: order
    fields: {customer: {from: customer, object: customers}, number: no, date: day, amount: amount, currency: {value: CNY}}
writeback:
  object: customers
  fields:
    tier: {take: tier, map: {gold: A, silver: B, lead: C}}
    score: {take: score}
`

const crashConfig = `version: tierloop/v1
group: {name: 示例集团}
store: {dsn: tierloop.db}
policy: policy.yaml
gates: {first_fill: allow, min_count: 100000}
sources:
`

// crashGroup is a group of three units whose systems are tables, with companies
// that are customers of several units. It depends on the seed alone.
func crashGroup(t testing.TB, dir string, seed uint64) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 1))
	write(t, dir, "policy.yaml", crashPolicy)
	write(t, dir, "mapping.yaml", crashMapping)
	config := crashConfig
	for u, unit := range []string{"cloud", "iot", "care"} {
		path := filepath.Join(dir, unit+".db")
		config += fmt.Sprintf("  - {name: %s, type: sql, unit: %s, mapping: mapping.yaml, reconcile: always, options: {driver: sqlite, dsn: \"${file:%s.dsn}\"},\n     objects: {customers: {key: [id], modified: at}, orders: {key: [no], modified: at}}}\n", unit, unit, unit)
		write(t, dir, unit+".dsn", path)
		execute(t, path, `CREATE TABLE customers (id TEXT PRIMARY KEY, name TEXT, uscc TEXT, phone TEXT, at TEXT, tier TEXT, score TEXT)`,
			`CREATE TABLE orders (no TEXT PRIMARY KEY, customer TEXT, day TEXT, amount TEXT, at TEXT)`)
		var values, orders []string
		for i := range 60 {
			company := (i*7 + u*13) % 90 // shared between units
			name := fmt.Sprintf("%s%s科技有限公司", []string{"苏州", "杭州", "成都", "武汉"}[company%4], brand(company))
			if rng.IntN(3) == 0 {
				name = strings.Replace(name, "科技有限公司", "科技有限责任公司", 1)
			}
			id := fmt.Sprintf("%s-%03d", unit, i)
			values = append(values, fmt.Sprintf("('%s','%s','%s','0512-6%07d','2026-01-01 00:00:%02d',NULL,NULL)", id, name, uscc(company), company, i%60))
			for o := range rng.IntN(4) {
				orders = append(orders, fmt.Sprintf("('%s-%d','%s','2026-0%d-11','%d.%02d','2026-01-02 00:00:00')", id, o, id, 1+rng.IntN(9), 200+rng.IntN(3000), rng.IntN(100)))
			}
		}
		execute(t, path, "INSERT INTO customers VALUES "+strings.Join(values, ","), "INSERT INTO orders VALUES "+strings.Join(orders, ","))
	}
	write(t, dir, "tierloop.yaml", config)
}

// brand makes a made-up two-character brand from a number.
func brand(n int) string {
	const a, b = "泊云岚海辰朗赫拓瑞锦", "帆川讯科达维峰宁越恒"
	return string([]rune(a)[n%10]) + string([]rune(b)[n/10%10])
}

// uscc makes a code with valid check characters from a number.
func uscc(n int) string {
	const set = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	org := fmt.Sprintf("%08d", 10_000_000+n*37)
	sum := 0
	for i, w := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(org[i]-'0') * w
	}
	check := (11 - sum%11) % 11
	body := "91320500" + org + "X"
	if check < 10 {
		body = "91320500" + org + strconv.Itoa(check)
	}
	total, weight := 0, 1
	for _, c := range body {
		total += strings.IndexRune(set, c) * weight
		weight = weight * 3 % 31
	}
	return body + string(set[(31-total%31)%31])
}

// content is all that must be the same whether or not a run was killed: the
// store without the numbers of runs, and the targets.
func content(t testing.TB, g group) map[string]string {
	t.Helper()
	out := map[string]string{}
	driver, dsn := "sqlite", strings.TrimPrefix(g.dsn, "sqlite:")
	if rest, ok := strings.CutPrefix(g.dsn, "mysql:"); ok {
		driver, dsn = "mysql", rest
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for name, query := range map[string]string{
		"raw":      "SELECT s.source, s.object, r.ext_id, r.targets, r.dirty, r.tombstone_at FROM raw_record r JOIN stream s ON s.id = r.stream_id ORDER BY 1, 2, 3",
		"customer": "SELECT s.source, c.ext_id, c.doc FROM customer c JOIN stream s ON s.id = c.stream_id ORDER BY 1, 2",
		"orders":   "SELECT s.source, d.ext_id, d.cust_ext_id, d.amount, d.status FROM business_doc d JOIN stream s ON s.id = d.stream_id ORDER BY 1, 2",
		"member":   "SELECT e.public_id, s.source, c.ext_id FROM member m JOIN entity e ON e.id = m.entity_id JOIN customer c ON c.id = m.customer_id JOIN stream s ON s.id = c.stream_id WHERE m.to_run = 0 ORDER BY 1, 2, 3",
		"value":    "SELECT e.public_id, v.attr, v.text FROM entity_value v JOIN entity e ON e.id = v.entity_id WHERE v.to_run = 0 ORDER BY 1, 2",
		"tier":     "SELECT e.public_id, t.scope, t.score, t.final_tier FROM tier t JOIN entity e ON e.id = t.entity_id WHERE t.to_run = 0 ORDER BY 1, 2",
		"written":  "SELECT s.source, l.ext_id, l.field, l.old_value, l.new_value, l.state FROM ledger l JOIN stream s ON s.id = l.stream_id WHERE l.state <> 'not-sent' ORDER BY 1, 2, 3",
		"open":     "SELECT COUNT(*) FROM plan WHERE state IN ('open', 'held', 'approved')",
	} {
		out[name] = rows(t, db, query)
	}
	for _, unit := range []string{"cloud", "iot", "care"} {
		src, err := sql.Open("sqlite", filepath.Join(g.dir, unit+".db"))
		if err != nil {
			t.Fatal(err)
		}
		out["target "+unit] = rows(t, src, "SELECT id, tier, score FROM customers ORDER BY id")
		src.Close()
	}
	return out
}

// asOf keeps scores from depending on the day of the test.
var asOf = model.NewDate(2026, 11, 1)

// TestCrashChild is the process that gets killed; it does nothing by itself.
func TestCrashChild(t *testing.T) {
	dir := os.Getenv("TIERLOOP_E2E_DIR")
	if dir == "" {
		return
	}
	point, nth, _ := strings.Cut(os.Getenv("TIERLOOP_E2E_KILL"), ":")
	left, _ := strconv.Atoi(nth)
	e, closeAll, err := group{dir: dir, dsn: os.Getenv("TIERLOOP_E2E_DSN")}.open(context.Background(), os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll()
	var hit int
	e.At = func(at string) {
		if at == point {
			if hit++; hit == left {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			}
		}
	}
	if _, err := e.Run(context.Background(), engine.Request{AsOf: asOf}); err != nil {
		t.Fatal(err)
	}
	t.Log("the run ended before the point was reached")
}

// points are the places where a killed process leaves its mark, and the how
// many-th visit is killed.
func points(seed uint64) []string {
	rng := rand.New(rand.NewPCG(seed, 2))
	var out []string
	for _, p := range []string{"pull.begin", "pull.before-commit", "pull.after-commit", "pull.enumerated", "map.begin", "map.before-commit", "map.after-commit",
		"match.begin", "match.before-commit", "match.after-commit", "score.begin", "score.before-commit", "score.after-commit",
		"plan.begin", "plan.before-commit", "plan.after-commit", "apply.begin", "apply.intended", "apply.pushed", "apply.settled", "apply.before-close",
		"verify.begin", "verify.before-commit", "verify.end"} {
		n := 1
		switch p {
		case "pull.before-commit", "pull.after-commit", "pull.enumerated", "map.before-commit", "map.after-commit":
			n += rng.IntN(5)
		case "apply.intended", "apply.pushed", "apply.settled", "verify.before-commit":
			n += rng.IntN(3)
		}
		out = append(out, fmt.Sprintf("%s:%d", p, n))
	}
	return out
}

func TestAKilledRunEndsLikeAnUndisturbedOne(t *testing.T) {
	for _, kind := range []string{"sqlite", "mariadb"} {
		t.Run(kind, func(t *testing.T) {
			for seed := range uint64(2) {
				undisturbed := crashed(t, kind, seed, "")
				for _, want := range []string{"|tier||A|confirmed|", "|tier||B|confirmed|", "|tier||C|confirmed|"} {
					if !strings.Contains(undisturbed["written"], want) {
						t.Fatalf("the undisturbed run wrote no %s:\n%.500s", want, undisturbed["written"])
					}
				}
				for _, point := range points(seed) {
					if kind == "mariadb" && seed > 0 && !strings.HasPrefix(point, "apply") {
						continue // the other points ran with seed 0
					}
					t.Run(fmt.Sprintf("%s seed %d", point, seed), func(t *testing.T) {
						got := crashed(t, kind, seed, point)
						if d := cmp.Diff(undisturbed, got); d != "" {
							t.Error(d)
						}
					})
				}
			}
		})
	}
}

// crashed runs the loop, killed at a point unless that is "", then to its end,
// and once more; it returns the content.
func crashed(t *testing.T, kind string, seed uint64, point string) map[string]string {
	t.Helper()
	g := group{dir: t.TempDir()}
	g.dsn = filepath.Join(g.dir, "tierloop.db")
	if kind == "mariadb" {
		g.dsn = "mysql:" + testkit.MariaDB(t)
	}
	crashGroup(t, g.dir, seed)
	if point != "" {
		process := child(g, point)
		out, err := process.CombinedOutput()
		status, _ := process.ProcessState.Sys().(syscall.WaitStatus)
		if err == nil || !status.Signaled() || status.Signal() != syscall.SIGKILL {
			t.Fatalf("the process was not killed at %s: %v\n%.2000s", point, err, out)
		}
	}
	if _, code := g.sync(t, engine.Request{AsOf: asOf}); code != fault.ExitOK {
		t.Fatalf("the run that resumes exits with %d", code)
	}
	got := content(t, g)
	again, code := g.sync(t, engine.Request{AsOf: asOf})
	if n := again.Plan.Counts; code != fault.ExitOK || n.New+n.Change+n.Clear+n.Unknown != 0 {
		t.Errorf("the run after that exits with %d and plans %+v", code, n)
	}
	if strings.Contains(got["written"], "|sent|") || strings.Contains(got["written"], "|intent|") {
		t.Error("writes are left without a certain outcome")
	}
	return got
}

func child(g group, point string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrashChild$", "-test.v")
	cmd.Env = append(os.Environ(), "TIERLOOP_E2E_DIR="+g.dir, "TIERLOOP_E2E_DSN="+g.dsn, "TIERLOOP_E2E_KILL="+point)
	return cmd
}
