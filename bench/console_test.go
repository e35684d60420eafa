package bench

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/testkit"
	"github.com/tierloop/tierloop/model"
	people "github.com/tierloop/tierloop/report/customers"
	"github.com/tierloop/tierloop/report/ops"
	"github.com/tierloop/tierloop/report/trail"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/web"
)

var (
	shown   = flag.Int("shown", 20_000, "customers behind the console's pages")
	readers = flag.Duration("readers", 0, "how long 50 readers ask for a page every 10 s; 0: not at all")
)

// silent is a steward of whom nothing is asked while pages are timed.
type silent struct{ web.Steward }

func (silent) Evidence(context.Context, model.Principal, model.Ref, model.Ref) (*web.Evidence, error) {
	return nil, nil
}
func (silent) Effect(context.Context, model.Principal, model.Doubt) (web.Effect, error) {
	return web.Effect{}, nil
}
func (silent) Word(code string) model.Text { return model.Text{ZH: code, EN: code} }

// BenchmarkConsole asks for each page of the console about customers again and
// again, as the whole group and as one unit, and reports the 95th percentile.
func BenchmarkConsole(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchConsole(b, filepath.Join(b.TempDir(), "store.db")) })
	b.Run("mariadb", func(b *testing.B) { benchConsole(b, "mysql:"+testkit.MariaDB(b)) })
}

func benchConsole(b *testing.B, dsn string) {
	ctx := context.Background()
	db, err := store.Open(ctx, dsn, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	last := fillConsole(b, db, *shown)
	b.Logf("%d customers stored in %s", *shown, time.Since(began).Round(time.Second))
	began = time.Now()
	if err := db.RefreshLists(ctx, store.Fence{}, "group", last); err != nil {
		b.Fatal(err)
	}
	b.Logf("lists made in %s", time.Since(began).Round(time.Second))
	began = time.Now()
	if err := db.RefreshLists(ctx, store.Fence{}, "group", last+1); err != nil {
		b.Fatal(err)
	}
	b.Logf("lists looked through in %s", time.Since(began).Round(time.Millisecond))

	guard, err := access.NewGuard(ctx, db, clock.System(), nil)
	if err != nil {
		b.Fatal(err)
	}
	pages, err := web.New(web.Options{Guard: guard, Clock: clock.System(), Zone: time.UTC, Language: "zh", Currency: "CNY", Steward: silent{},
		Units: []web.Unit{{ID: "unit0"}, {ID: "unit1"}}, Tiers: []web.Tier{{ID: "A"}, {ID: "B"}, {ID: "C"}}, Ops: &ops.Room{Store: db}, Trail: &trail.Room{Store: db},
		Customers: &people.Room{Store: db, Policy: "group", Ladder: []string{"A", "B", "C"}}})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(pages)
	b.Cleanup(server.Close)
	group := loggedIn(b, guard, server.URL, access.Person{Name: "group", Role: model.Admin})
	unit := loggedIn(b, guard, server.URL, access.Person{Name: "unit", Role: model.Viewer, Units: []string{"unit3"}})

	some := fmt.Sprintf("E%07d", *shown/2)
	asked := []struct {
		name string
		who  *http.Client
		path string
	}{
		{"list", group, "/customers"}, {"list-tier", group, "/customers?tier=A"}, {"list-unit", group, "/customers?unit=unit3&tier=B"}, {"list-quality", group, "/customers?below=400"},
		{"search-name", group, "/customers?q=" + url.QueryEscape("泊岚"+hanNumber(*shown/3))}, {"search-common", group, "/customers?q=" + url.QueryEscape("泊")}, {"search-phone", group, "/customers?q=" + fmt.Sprintf("%07d", *shown/3)},
		{"search-none", group, "/customers?q=" + url.QueryEscape("没有这家")}, {"customer", group, "/customers/" + some}, {"review", group, "/review"}, {"hierarchy", group, "/hierarchy"}, {"branch", group, "/hierarchy/E0000000"},
		{"quality", group, "/quality"}, {"unit-list", unit, "/customers"}, {"unit-search", unit, "/customers?q=" + url.QueryEscape("泊岚")}, {"unit-customer", unit, fmt.Sprintf("/customers/E%07d", *shown/2/10*10+3)},
	}
	for _, a := range asked {
		b.Run(a.name, func(b *testing.B) {
			ask(b, a.who, server.URL+a.path) // what a first visit warms
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				ask(b, a.who, server.URL+a.path)
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
	if *readers == 0 {
		return
	}
	b.Run("readers50", func(b *testing.B) {
		var mu sync.Mutex
		var took []time.Duration
		var all sync.WaitGroup
		until := time.Now().Add(*readers)
		for i := range 50 {
			all.Go(func() {
				time.Sleep(time.Duration(i) * 200 * time.Millisecond)
				for n := i; time.Now().Before(until); n++ {
					began := time.Now()
					ask(b, asked[n%len(asked)].who, server.URL+asked[n%len(asked)].path)
					mu.Lock()
					took = append(took, time.Since(began))
					mu.Unlock()
					time.Sleep(10*time.Second - time.Since(began))
				}
			})
		}
		all.Wait()
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
		b.ReportMetric(float64(len(took)), "pages")
		b.ReportMetric(0, "ns/op")
	})
}

func loggedIn(b *testing.B, guard *access.Guard, base string, p access.Person) *http.Client {
	if err := guard.AddAccountWithPassword(context.Background(), model.SystemPrincipal(), p, "correct horse battery"); err != nil {
		b.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	req, err := http.NewRequest("POST", base+"/login", strings.NewReader(url.Values{"name": {p.Name}, "password": {"correct horse battery"}}.Encode()))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := c.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	resp.Body.Close()
	return c
}

func ask(b *testing.B, c *http.Client, address string) {
	resp, err := c.Get(address)
	if err != nil {
		b.Error(err)
		return
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		b.Errorf("%s: %s, %v", address, resp.Status, err)
	}
}

// hanNumber writes a number with Han digits, so that names differ in what they say.
func hanNumber(n int) string {
	digits := []rune("零一二三四五六七八九")
	var out []rune
	for _, d := range fmt.Sprintf("%07d", n) {
		out = append(out, digits[d-'0'])
	}
	return string(out)
}

// fillConsole stores n customers: one in eight has two records, one in ten belongs
// to a group of ten, one in fifty is in doubt; ten units, three tiers.
func fillConsole(b *testing.B, db *store.DB, n int) (run int64) {
	ctx := context.Background()
	in := func(fn func(*store.Tx) error) {
		b.Helper()
		if err := db.InTx(ctx, store.Fence{}, fn); err != nil {
			b.Fatal(err)
		}
	}
	in(func(tx *store.Tx) (err error) {
		run, err = tx.StartRun(ctx, model.Run{ID: "R1", Job: "nightly", Trigger: "schedule", State: model.RunDone, Started: time.Now()})
		return err
	})
	today := model.DateOf(time.Now())
	const batch = 5_000
	var doubts []model.Doubt
	for from := 0; from < n; from += batch {
		var records []model.Customer
		var change store.MasterChange
		var tiers []model.TierResult
		var quality []model.RecordQuality
		months := map[string][]model.Month{}
		for i := from; i < min(n, from+batch); i++ {
			id, name := fmt.Sprintf("E%07d", i), "苏州泊岚"+hanNumber(i)+"电气有限公司"
			ref := model.Ref{Source: "crm", Object: "account", ID: id}
			refs := []model.Ref{ref}
			if i%8 == 0 {
				refs = append(refs, model.Ref{Source: "erp", Object: "customer", ID: id})
			}
			top := id
			if i%100 < 10 {
				top = fmt.Sprintf("E%07d", i/100*100)
			}
			e := store.EntityChange{Quality: 300 + i%7*100, Entity: model.Entity{ID: id, Kind: model.Organisation, Group: top, Values: map[string]model.Value{
				"name": {Text: name, From: ref, Rule: "rank"}, "city": {Text: "苏州", From: ref, Rule: "recent"}, "phone": {Text: fmt.Sprintf("+86138%08d", i), From: ref, Rule: "recent"}}}}
			if top != id {
				e.Parent = top
				change.Edges = append(change.Edges, store.ChildEdges{Child: id, Edges: []model.Edge{{Child: id, Parent: top, Kind: model.SubsidiaryOf, Why: "brand"}}})
			}
			change.Entities = append(change.Entities, e)
			for k, r := range refs {
				records = append(records, model.Customer{Ref: r, Kind: model.Organisation, Name: name, Units: []string{fmt.Sprint("unit", (i+k)%10)}, Status: model.Active,
					Phones: []model.Phone{{E164: fmt.Sprintf("+86138%08d", i)}}, Domains: []string{fmt.Sprintf("bolan%d.example", i)}, Addresses: []model.Address{{City: "苏州", Street: "星湖街"}},
					Identifiers: []model.Identifier{{Type: "uscc", Value: fmt.Sprintf("91320594%010d", i), Valid: true}}})
				m := model.Member{Customer: r, Entity: id, Evidence: model.Evidence{Why: "founder"}}
				if k > 0 {
					m.Evidence = model.Evidence{With: ref, Bits: 12, Why: "id:uscc"}
				}
				change.Members = append(change.Members, m)
				q := model.RecordQuality{Customer: r, Score: 1000}
				if i%3 == 0 {
					q.Score, q.Findings = 700, []model.Finding{{Attribute: "phone", Flaw: model.FlawInvalid}}
				}
				quality = append(quality, q)
			}
			tiers = append(tiers, model.TierResult{Entity: id, Policy: "group", Scope: model.ScopeGroup, AsOf: today, Score: fmt.Sprint(i % 100), Raw: "C", Held: "C", Final: []string{"A", "B", "C", "C", "C"}[min(i%50, 4)],
				Parts: []model.Part{{ID: "m", Label: model.Text{ZH: "金额", EN: "monetary"}, Points: "40"}}, Reason: model.Text{ZH: "因为", EN: "because"}, SafeReason: model.Text{ZH: "因为", EN: "because"}})
			for k := range 6 {
				months[id] = append(months[id], model.Month{Entity: id, Unit: fmt.Sprint("unit", i%10), Month: model.MonthOf(today.AddMonths(-k)), Topic: model.TopicOrder, Count: 2, Amount: model.Amount(i%977) * model.AmountScale})
			}
			slices.SortFunc(months[id], func(x, y model.Month) int { return cmp.Compare(x.Month, y.Month) })
			if i%50 == 1 {
				doubts = append(doubts, model.Doubt{A: ref, B: model.Ref{Source: "crm", Object: "account", ID: fmt.Sprintf("E%07d", i-1)}, Bits: float64(i%7) - 3, Why: "name"})
			}
		}
		in(func(tx *store.Tx) error {
			if _, err := tx.SaveCustomers(ctx, run, records); err != nil {
				return err
			}
			if _, err := tx.ApplyMaster(ctx, run, change); err != nil {
				return err
			}
			if _, err := tx.SaveTiers(ctx, run, tiers); err != nil {
				return err
			}
			if err := tx.SaveQuality(ctx, run, quality); err != nil {
				return err
			}
			_, err := tx.SaveMonths(ctx, months)
			return err
		})
	}
	in(func(tx *store.Tx) error {
		if err := tx.ReplaceDoubts(ctx, doubts); err != nil {
			return err
		}
		return tx.SaveTrend(ctx, run, []model.QualityPoint{{Records: int64(n), Score: 900}, {Unit: "unit3", Records: int64(n / 10), Score: 900}})
	})
	return run
}
