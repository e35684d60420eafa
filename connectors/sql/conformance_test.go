package sqlsource

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/internal/clock"
)

// house is a company's own program on its database: it stamps what it changes
// and marks what it deletes.
type house struct {
	*server
	t    testing.TB
	clk  *clock.Manual
	next int
	hard bool // deletes rows instead of marking them
}

func (h *house) Put(_, id string, fields map[string]any) string {
	h.t.Helper()
	columns, args := []string{"updated_at"}, []any{h.clk.Now().Format("2006-01-02 15:04:05.000000")}
	for _, f := range slices.Sorted(maps.Keys(fields)) {
		var v any
		if fields[f] != nil {
			v = connectors.TextOf(fields[f])
		}
		columns, args = append(columns, f), append(args, v)
	}
	if id == "" {
		h.next++
		id = fmt.Sprintf("K%05d", h.next)
		h.exec(h.t, "INSERT INTO customers ("+strings.Join(columns, ", ")+", no) VALUES ("+strings.Repeat("?, ", len(columns))+"?)", append(args, id)...)
		return id
	}
	h.exec(h.t, "UPDATE customers SET "+strings.Join(columns, " = ?, ")+" = ? WHERE no = ?", append(args, id)...)
	return id
}

func (h *house) Delete(_, id string) {
	if h.hard {
		h.exec(h.t, "DELETE FROM customers WHERE no = ?", id)
		return
	}
	h.exec(h.t, "UPDATE customers SET gone = {1|true|1}, updated_at = ? WHERE no = ?", h.clk.Now().Format("2006-01-02 15:04:05.000000"), id)
}

func (h *house) Merge(string, string, string) bool { return false }

func (h *house) Get(_, id string) (map[string]any, bool) {
	h.t.Helper()
	var name, note, staff, amount, tier sql.NullString
	err := h.db.QueryRow(h.words("SELECT name, note, staff, amount, tier FROM customers WHERE no = ? AND gone = {0|false|0}"), id).
		Scan(&name, &note, &staff, &amount, &tier)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return map[string]any{"name": name.String, "note": note.String, "staff": staff.String, "amount": amount.String, "tier": tier.String}, true
}

func (h *house) IDs(string) []string {
	h.t.Helper()
	rows, err := h.db.Query(h.words("SELECT no FROM customers WHERE gone = {0|false|0} ORDER BY no"))
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			h.t.Fatal(err)
		}
		out = append(out, id)
	}
	return out
}

func TestConformance(t *testing.T) {
	for _, driver := range drivers {
		for _, full := range []bool{false, true} {
			variant := driver + map[bool]string{false: " incremental", true: " full"}[full]
			t.Run(strings.ReplaceAll(variant, " ", "-"), func(t *testing.T) {
				s := start(t, driver) // before the suite counts goroutines; a new database for each test would cost most of the time
				s.db.SetMaxOpenConns(1)
				if err := s.db.Ping(); err != nil {
					t.Fatal(err)
				}
				conformance.Run(t, conformance.Opt{
					System: "sql", Variant: variant,
					Open: func(t testing.TB) conformance.Instance {
						s.exec(t, "DROP TABLE IF EXISTS customers")
						s.exec(t, `CREATE TABLE customers (no varchar(20) PRIMARY KEY, name varchar(80), note varchar(80), staff bigint,
							amount {DECIMAL(18,2)|numeric(18,2)|TEXT}, tier varchar(8) CHECK (tier <> 'bad'),
							updated_at {DATETIME(6)|timestamp|DATETIME}, gone {TINYINT(1)|boolean|BOOLEAN} NOT NULL DEFAULT {0|false|0})`)
						h := &house{server: s, t: t, clk: clock.NewManual(time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)), hard: full}
						o := map[string]any{"modified": "updated_at", "deleted": "gone"}
						if full {
							o = map[string]any{}
						}
						return conformance.Instance{World: h, Clock: h.clk, Options: map[string]any{"driver": s.driver, "dsn": s.dsn, "allow_ddl": true},
							Objects: map[string]map[string]any{"customers": o}}
					},
					Object: "customers", Many: map[bool]int{false: 1003, true: 203}[full], EmptyField: "note", NumberField: "staff", MoneyField: "amount",
					Target: "tier", Values: [2]string{"A", "金牌"}, BadValue: "bad", MissingID: "K99999",
					Field: connectors.FieldSpec{Name: "group_score", Label: "Group score", Type: connectors.TypeNumber},
					Skip:  map[string]string{"check/wrong-secret": "the secret is the whole address; TestErrorsSayWhatIsWrong tries a wrong password"},
				})
			})
		}
	}
}
