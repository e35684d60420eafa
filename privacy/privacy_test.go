package privacy

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/testkit"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var (
	ctx     = context.Background()
	admin   = model.Principal{Name: "chen", Role: model.Admin}
	person  = model.Ref{Source: "crm", Object: "Contact", ID: "p1"}
	company = model.Ref{Source: "crm", Object: "Account", ID: "1"}
	other   = model.Ref{Source: "crm", Object: "Account", ID: "2"}
)

// canaries must be nowhere after an erasure.
var canaries = []string{"13812342046", "138-1234-2046", "64024321831", "canary@person.example", "金丝雀甲", "31010119900307888X", "柳巷七号", "138••••2046", "c•••@person"}

// house is a store with a person, the company that it works for, and another company
// with a namesake; the person stands in every kind of table.
func house(t *testing.T, dsn string) *Room {
	t.Helper()
	db, err := store.Open(ctx, dsn, store.Options{Clock: clock.NewManual(time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	of := func(ref model.Ref, kind model.Kind, name, contact string) model.Customer {
		return model.Customer{Ref: ref, Kind: kind, Name: name, Units: []string{"east"}, Attributes: map[string]string{"contact": contact}}
	}
	p := of(person, model.Person, "金丝雀甲", "")
	p.Phones, p.Emails = []model.Phone{{E164: "+8613812342046", Raw: "138-1234-2046"}}, []string{"canary@person.example"}
	p.Identifiers, p.Addresses = []model.Identifier{{Type: "cn_id", Value: "31010119900307888X"}}, []model.Address{{City: "上海", Street: "柳巷七号"}}
	c := of(company, model.Organisation, "泊岚电气有限公司", "金丝雀甲")
	c.Phones = []model.Phone{{E164: "+862168035421", Raw: "021-68035421"}, {E164: "+8613812342046", Raw: "13812342046"}}
	n := of(other, model.Organisation, "同名控股", "金丝雀乙")
	golden := func(id string, kind model.Kind, name string, from model.Ref, values ...string) store.EntityChange {
		e := model.Entity{ID: id, Kind: kind, Group: id, Values: map[string]model.Value{"name": {Text: name, From: from}}}
		for i := 0; i < len(values); i += 2 {
			e.Values[values[i]] = model.Value{Text: values[i+1], From: from}
		}
		return store.EntityChange{Entity: e}
	}
	result := func(id, why string) model.TierResult {
		return model.TierResult{Entity: id, Policy: "group", Scope: model.ScopeGroup, Final: "A", Raw: "A", Held: "A", Reason: model.Text{ZH: why, EN: why}}
	}
	err = db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		run, err := tx.StartRun(ctx, model.Run{ID: "R1", Job: "nightly", State: model.RunDone, Error: "canary@person.example bounced"})
		if err != nil {
			return err
		}
		stage := func(object, id, payload string) error {
			s, err := tx.EnsureStream(ctx, "crm", object, store.CustomerStream)
			if err == nil {
				_, err = tx.Stage(ctx, s.ID, 0, []store.RawRecord{{ExtID: id, Payload: []byte(payload), Targets: `{"tier":"B"}`}})
			}
			return err
		}
		_, errCustomers := tx.SaveCustomers(ctx, run, []model.Customer{p, c, n})
		_, errOrders := tx.SaveOrders(ctx, run, []model.Order{{Ref: model.Ref{Source: "crm", Object: "Order", ID: "o1"}, Kind: model.SalesOrder, Customer: person, Number: "SO1", Date: model.NewDate(2026, time.October, 1), Currency: "CNY", Amount: 10_000}})
		_, errMaster := tx.ApplyMaster(ctx, run, store.MasterChange{
			Entities: []store.EntityChange{golden("P1", model.Person, "金丝雀甲", person, "phone", "+8613812342046", "street", "柳巷七号"),
				golden("C1", model.Organisation, "泊岚电气有限公司", company, "phone", "+8613812342046", "contact", "金丝雀甲", "city", "上海"), golden("N1", model.Organisation, "同名控股", other)},
			Members: []model.Member{{Customer: person, Entity: "P1"}, {Customer: company, Entity: "C1"}, {Customer: other, Entity: "N1"}},
			Journal: []model.JournalEntry{{Op: model.EntityCreated, Entity: "P1", Customer: person, Run: "R1", Reason: "金丝雀甲 came"}},
		})
		_, errTiers := tx.SaveTiers(ctx, run, []model.TierResult{result("P1", "金丝雀甲 买得多"), result("C1", "联系人 金丝雀甲 活跃")})
		return errors.Join(errCustomers, errOrders, errMaster, errTiers,
			stage("Contact", "p1", `{"birth":"1990-03-07","email":"canary@person.example","name":"金丝雀甲","street":"柳巷七号","tel":"138-1234-2046"}`),
			stage("Account", "1", `{"contact":"金丝雀甲","mobile":13812342046,"name":"泊岚电气有限公司","note":"请找金丝雀甲 138 1234 2046"}`),
			stage("Account", "2", `{"contact":"金丝雀乙","name":"同名控股"}`),
			stage("Order", "o1", `{"buyer":"金丝雀甲","customer":"p1","no":"SO1"}`),
			tx.SaveRejects(ctx, []model.Reject{{Run: "R1", Stage: "map", Ref: person, Code: "E2204", Reason: `"138-1234-2046" is no phone`}, {Run: "R1", Stage: "map", Ref: company, Code: "E2204", Reason: "金丝雀甲 13812342046 canary@person.example ?"}}),
			tx.SaveOverride(ctx, model.Override{Entity: "C1", Attribute: "contact", Text: "金丝雀甲", Base: "金丝雀甲", Until: model.UntilForever, Author: "li", Reason: "canary@person.example wrote"}),
			tx.SaveDecision(ctx, model.Decision{A: company, B: other, Verdict: model.Different, Author: "li", Reason: "金丝雀甲 says so"}),
			tx.SavePlan(ctx, model.Plan{ID: "PL1", Run: "R1", State: model.PlanOpen}, func(yield func(model.PlanRow, error) bool) {
				yield(model.PlanRow{Seq: 1, Target: person, Name: "金丝雀甲", Entity: "P1", Field: "tier", Old: "B", OldKnown: true, New: "A", Why: model.Text{ZH: "金丝雀甲", EN: "金丝雀甲"}}, nil)
			}))
	})
	if err == nil {
		err = db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			_, err := tx.Intend(ctx, []model.LedgerEntry{{Plan: "PL1", Run: "R1", Seq: 1, Attempt: 1, Target: person, Field: "tier", Old: "B", OldKnown: true, New: "A", Said: `{"owner":"canary@person.example"}`}})
			return err
		})
	}
	if err == nil {
		err = db.RefreshLists(ctx, store.Fence{}, "group", 1)
	}
	if err != nil {
		t.Fatal(err)
	}
	return &Room{Store: db, Key: func(context.Context, bool) ([]byte, error) { return []byte("0123456789abcdef0123456789abcdef"), nil }}
}

// left names where canaries still are.
type left func(t *testing.T) []string

// inFiles looks into every file of the folder, the log of SQLite included.
func inFiles(dir string) left {
	return func(t *testing.T) (out []string) {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			body, err := os.ReadFile(path)
			for _, c := range canaries {
				if bytes.Contains(body, []byte(c)) {
					out = append(out, filepath.Base(path)+" has "+c)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// inColumns looks into every column of every table of a server.
func inColumns(dsn string) left {
	return func(t *testing.T) (out []string) {
		db, err := sql.Open("mysql", dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		columns, err := db.Query("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE()")
		if err != nil {
			t.Fatal(err)
		}
		defer columns.Close()
		n := 0
		for columns.Next() {
			var table, column string
			if err := columns.Scan(&table, &column); err != nil {
				t.Fatal(err)
			}
			n++
			for _, c := range canaries {
				var hits int
				if err := db.QueryRow(fmt.Sprintf("SELECT COUNT(*) FROM `%s` WHERE INSTR(CAST(`%s` AS BINARY), ?) > 0", table, column), []byte(c)).Scan(&hits); err != nil {
					t.Fatal(err)
				}
				if hits > 0 {
					out = append(out, table+"."+column+" has "+c)
				}
			}
		}
		if n < 100 {
			t.Fatalf("only %d columns", n)
		}
		return out
	}
}

func TestAPersonIsErasedToTheLastByteOnSQLite(t *testing.T) {
	dir := t.TempDir()
	erasedToTheLastByte(t, filepath.Join(dir, "store.db"), inFiles(dir))
}

func TestAPersonIsErasedToTheLastByteOnMariaDB(t *testing.T) {
	dsn := testkit.MariaDB(t)
	erasedToTheLastByte(t, "mysql:"+dsn, inColumns(dsn))
}

func erasedToTheLastByte(t *testing.T, dsn string, look left) {
	r := house(t, dsn)
	if len(look(t)) == 0 {
		t.Fatal("there is nothing to erase")
	}
	// One mail address leads to the person, whose record leads to the rest.
	subject := Subject{Emails: []string{"canary@person.example"}}
	f, err := r.Find(ctx, admin, subject)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Own) != 1 || f.Own[0].Ref != person || f.Own[0].Entity != "P1" || len(f.Texts()) < 25 {
		t.Errorf("own records %v, %d texts", f.Own, len(f.Texts()))
	}
	for _, rec := range f.Near {
		if rec.Ref == other {
			t.Error("a namesake's company is near")
		}
	}
	e, err := r.Erase(ctx, admin, store.Fence{}, subject, "asked by 金丝雀甲, canary@person.example")
	if err != nil {
		t.Fatal(err)
	}
	if found := look(t); len(found) > 0 {
		t.Errorf("after the erasure:\n%s", strings.Join(found, "\n"))
	}
	if e.Author != "chen" || e.Reason != "asked by [erased], [erased]" || e.Found["raw_record"] == 0 || len(e.Records) < 2 {
		t.Errorf("the receipt is %+v", e)
	}
	for ref, name := range map[model.Ref]string{company: "泊岚电气有限公司", other: "同名控股"} {
		c, err := r.Store.CustomerByRef(ctx, admin, ref)
		if err != nil || c.Name != name || !c.Deleted.IsZero() {
			t.Errorf("%s is %+v, %v", ref, c, err)
		}
		if ref == company && (len(c.Phones) != 1 || c.Attributes["contact"] != "") {
			t.Errorf("the company keeps %+v", c.Customer)
		}
		if ref == other && c.Attributes["contact"] != "金丝雀乙" {
			t.Error("the namesake lost the name")
		}
	}
	if c, err := r.Store.Entity(ctx, admin, "C1"); err != nil || c.Name() != "泊岚电气有限公司" || c.Values["city"].Text != "上海" || len(c.Values) != 2 {
		t.Errorf("the company's golden record is %+v, %v", c, err)
	}
	if log, err := r.Store.AuditLog(ctx, admin, 0, 1); err != nil || len(log) != 1 || log[0].Action != "privacy.erase" || log[0].Subject != e.ID {
		t.Errorf("the audit log says %+v, %v", log, err)
	}
	if err := r.Store.Verify(ctx); err != nil {
		t.Error(err)
	}
	if f, err := r.Find(ctx, admin, subject); err != nil || !f.Empty() {
		t.Errorf("found after the erasure: %+v, %v", f.Places, err)
	}
}

func fieldsOf(t *testing.T, doc string) map[string]any {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(doc))
	dec.UseNumber()
	var out map[string]any
	if err := dec.Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhoWasErasedIsKeptOutByHashesAlone(t *testing.T) {
	r := house(t, filepath.Join(t.TempDir(), "store.db"))
	if w, err := r.Watch(ctx); err != nil || w != nil {
		t.Fatalf("there is a watch over nothing: %v, %v", w, err)
	}
	e, err := r.Erase(ctx, admin, store.Fence{}, Subject{Records: []model.Ref{person}}, "asked")
	if err != nil {
		t.Fatal(err)
	}
	watch, err := r.Watch(ctx)
	if err != nil || watch == nil {
		t.Fatal(watch, err)
	}
	if !watch.Own(person) || watch.Own(company) {
		t.Error("the person's own record is not known, or another is")
	}
	for _, tt := range []struct {
		what      string
		ref       model.Ref
		doc, want string
	}{
		{"the company sends its contact again", company, `{"contact":"金丝雀甲","mobile":13812342046,"name":"泊岚电气有限公司"}`, `{"contact":"","mobile":null,"name":"泊岚电气有限公司"}`},
		{"a new record has the phone", model.Ref{Source: "erp", Object: "C", ID: "9"}, `{"n":"金丝雀甲","tel":"+86 138 1234 2046"}`, `{"n":"金丝雀甲","tel":""}`},
		{"a new order of the person", model.Ref{Source: "crm", Object: "Order", ID: "o2"}, `{"buyer":"金丝雀甲","customer":"p1"}`, `{"buyer":"","customer":"p1"}`},
		{"a namesake elsewhere", other, `{"contact":"金丝雀甲","name":"同名控股"}`, ``},
		{"nobody", other, `{"amount":1381234,"name":"同名控股"}`, ``},
	} {
		fields := fieldsOf(t, tt.doc)
		hit := watch.Copy().Clean(tt.ref, fields)
		got, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		if want := tt.want; hit != (want != "") || want != "" && string(got) != want {
			t.Errorf("%s: %v, %s", tt.what, hit, got)
		}
	}
	if err := r.Release(ctx, admin, e.ID, "a new contract"); err != nil {
		t.Fatal(err)
	}
	if w, err := r.Watch(ctx); err != nil || w != nil {
		t.Errorf("after the release: %v, %v", w, err)
	}
}

func TestWithoutItsKeyNothingIsPulled(t *testing.T) {
	r := house(t, filepath.Join(t.TempDir(), "store.db"))
	if _, err := r.Erase(ctx, admin, store.Fence{}, Subject{Records: []model.Ref{person}}, "asked"); err != nil {
		t.Fatal(err)
	}
	r.Key = func(context.Context, bool) ([]byte, error) { return nil, nil }
	if _, err := r.Watch(ctx); !errors.Is(err, errNoKey) {
		t.Errorf("a lost key: %v", err)
	}
}

func TestANameAloneFindsButDoesNotErase(t *testing.T) {
	r := house(t, filepath.Join(t.TempDir(), "store.db"))
	s := Subject{Names: []string{"金丝雀甲"}}
	f, err := r.Find(ctx, admin, s)
	if err != nil || len(f.Own) != 1 || len(f.Near) == 0 {
		t.Errorf("found %+v, %v", f, err)
	}
	if _, err := r.Erase(ctx, admin, store.Fence{}, s, "asked"); !errors.Is(err, ErrUncertain) {
		t.Errorf("erased by a name: %v", err)
	}
	if _, err := r.Erase(ctx, admin, store.Fence{}, Subject{Phones: []string{"13900000000"}}, "asked"); !errors.Is(err, ErrNothing) {
		t.Errorf("erased nobody: %v", err)
	}
	s = Subject{Phones: []string{"13812342046"}, Except: []model.Ref{person}}
	if f, err := r.Find(ctx, admin, s); err != nil || len(f.Own) != 0 {
		t.Errorf("an exception is found: %+v, %v", f.Own, err)
	}
	for _, p := range []model.Principal{{Role: model.Admin, Units: []string{"east"}}, {Role: model.Admin, Masked: []string{"phone"}}} {
		if _, err := r.Find(ctx, p, s); !errors.Is(err, store.ErrHidden) {
			t.Errorf("%+v finds persons: %v", p, err)
		}
	}
}
