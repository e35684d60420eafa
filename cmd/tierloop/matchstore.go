package main

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// storeJSON is tierloop.match-store/v1.
type storeJSON struct {
	Rows     int      `json:"rows"` // of the files
	New      int      `json:"new"`
	Changed  int      `json:"changed"`
	Merged   int64    `json:"merged"` // entities that became one in this call
	Records  int      `json:"records"`
	Entities int      `json:"entities"`
	Doubts   int      `json:"doubts"`
	Rejected []badRow `json:"rejected,omitempty"`
	Out      string   `json:"out,omitempty"`
}

// matchIntoStore keeps the rows of files in a store of their own and matches them
// with all that earlier calls brought. Rows that are not in the files stay.
func (a *app) matchIntoStore(ctx context.Context, files []string, flags recordFlags, dsn, out string, wait bool) error {
	if a.json && out == "" {
		return usage("--json prints the counts; name the file of the result with --out")
	}
	db, err := store.Open(ctx, dsn, store.Options{Log: a.logger(), Clock: a.clock})
	if err != nil {
		return fault.New("E4001", "--store").Because(err)
	}
	a.onClose(db.Close)
	if err := db.Migrate(ctx); err != nil {
		return fault.New("E4001", "--store").Because(err)
	}
	cfg, err := plainConfig(ctx, db)
	if err != nil {
		return err
	}
	e := &engine.Engine{Config: cfg, Store: db, Clock: a.clock, Log: a.logger(), Version: version}
	defer e.Close()
	rows := &storedRows{seen: map[model.Ref]int{}}
	var bad []badRow
	read := false // the files, to their end
	saved, report, err := e.MatchRows(ctx, engine.Request{Job: "match-files", Wait: wait}, func(save func([]model.Customer) error) (err error) {
		rows.save = save
		same := func(c model.Customer) model.Customer { return c }
		if bad, err = eachRecord(a, files, flags, same, rows.take); err != nil {
			return err
		}
		if err := rows.flush(); err != nil {
			return err
		}
		for _, ref := range rows.refs {
			addSource(cfg, ref.Source)
		}
		read = true
		return nil
	})
	if err != nil && (!read || fault.Of(err).Exit() != fault.ExitPartial) {
		return err
	}
	for _, f := range report.Faults {
		a.note("! %s", "! %s", f.Error())
	}
	sum := storeJSON{Rows: len(rows.refs), New: saved.New, Changed: saved.Changed, Merged: report.Run.Counts["match.merged"], Rejected: bad, Out: out}
	if err := a.writeStored(ctx, db, rows.refs, &sum); err != nil {
		return err
	}
	if a.json {
		a.printJSON("tierloop.match-store/v1", sum)
		a.json = false
	} else {
		a.note("%d 行：新增 %d，变化 %d；存储共 %d 条记录，%d 个实体，存疑 %d 对", "%d {row|rows}: %d new, %d changed; the store holds %d {record|records}, %d {entity|entities}, %d doubtful {pair|pairs}",
			sum.Rows, sum.New, sum.Changed, sum.Records, sum.Entities, sum.Doubts)
	}
	if err != nil {
		return err
	}
	return a.rejected(bad)
}

// plainConfig is the configuration of a store of plain files: the usual rules,
// and every file that it holds as a source. A store that a configuration fills
// is left alone.
func plainConfig(ctx context.Context, db *store.DB) (*configs.Config, error) {
	cfg := &configs.Config{Location: time.UTC}
	cfg.Matcher, _ = matching.Compile(matching.DefaultRules())
	cfg.Survivor, _ = master.Compile(master.DefaultRules())
	streams, err := db.Streams(ctx, model.SystemPrincipal())
	if err != nil {
		return nil, err
	}
	for _, s := range streams {
		if s.Object != plainObject {
			return nil, usage("--store: this store holds %s of source %s, which a configuration pulls; name a store of its own for plain files", s.Object, s.Source)
		}
		addSource(cfg, s.Source)
	}
	return cfg, nil
}

// addSource adds a source that is new; sources rank by their names.
func addSource(cfg *configs.Config, name string) {
	at, known := slices.BinarySearchFunc(cfg.Sources, name, func(s configs.Source, name string) int { return strings.Compare(s.Name, name) })
	if known {
		return
	}
	cfg.Sources = slices.Insert(cfg.Sources, at, configs.Source{SourceRule: configs.SourceRule{Name: name}})
	for i := range cfg.Sources {
		cfg.Sources[i].Rank = i
	}
}

// storedRows are the rows of files on their way into a store.
type storedRows struct {
	refs  []model.Ref
	seen  map[model.Ref]int
	batch []model.Customer
	save  func([]model.Customer) error
}

func (s *storedRows) take(c *model.Customer) (int, error) {
	if n, again := s.seen[c.Ref]; again {
		return n, nil
	}
	s.seen[c.Ref] = len(s.refs)
	s.refs = append(s.refs, c.Ref)
	if s.batch = append(s.batch, *c); len(s.batch) >= batchRows {
		return len(s.refs) - 1, s.flush()
	}
	return len(s.refs) - 1, nil
}

func (s *storedRows) flush() error {
	if len(s.batch) == 0 {
		return nil
	}
	err := s.save(s.batch)
	s.batch = s.batch[:0]
	return err
}

// writeStored writes the rows with what the store now says about them.
// It adds to sum what the store holds.
func (a *app) writeStored(ctx context.Context, db *store.DB, refs []model.Ref, sum *storeJSON) error {
	state, err := db.LoadMasterState(ctx, model.SystemPrincipal())
	if err != nil {
		return err
	}
	doubts, err := db.Doubts(ctx, model.SystemPrincipal())
	if err != nil {
		return err
	}
	sum.Records, sum.Doubts = len(state.Members), len(doubts)
	group := make(map[string]string, len(state.Entities))
	for _, e := range state.Entities {
		group[e.ID] = e.Group
		if e.EmptiedRun == 0 {
			sum.Entities++
		}
	}
	of := make(map[model.Ref]*store.MemberState, len(state.Members))
	for i := range state.Members {
		of[state.Members[i].Customer] = &state.Members[i]
	}
	sure := memberConfidences(state.Members)
	w, err := a.createCSV(sum.Out, "record_id", "source", "entity_id", "group_id", "confidence")
	if err != nil {
		return err
	}
	defer w.abandon()
	for _, ref := range refs {
		m := of[ref]
		if m == nil {
			continue
		}
		if err := w.Write([]string{ref.ID, ref.Source, m.Entity, cmp.Or(group[m.Entity], m.Entity), strconv.FormatFloat(sure[ref], 'f', 4, 32)}); err != nil {
			return err
		}
	}
	return w.commit()
}

// memberConfidences are the probabilities that members belong to their entities:
// that of the link by which they came in; founders have that of the strongest.
func memberConfidences(members []store.MemberState) map[model.Ref]float64 {
	out := make(map[model.Ref]float64, len(members))
	most := map[string]float64{}
	for i := range members {
		if e := members[i].Evidence; !e.With.IsZero() {
			p := 1 / (1 + math.Exp2(-e.Bits))
			out[members[i].Customer] = p
			most[members[i].Entity] = max(most[members[i].Entity], p)
		}
	}
	for i := range members { // founders
		m := &members[i]
		if m.Evidence.With.IsZero() {
			out[m.Customer] = 1
			if p, linked := most[m.Entity]; linked {
				out[m.Customer] = p
			}
		}
	}
	return out
}
