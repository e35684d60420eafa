package writeback

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Room is what write-back works with. The engine fills it in for one run.
type Room struct {
	Config *configs.Config
	Store  *store.DB
	Clock  clock.Clock
	Log    *slog.Logger
	Run    string // the run's id
	// Open gives the connector of a source.
	Open func(source string) (connectors.Connector, error)
	// Write commits under the run's lease.
	Write func(ctx context.Context, fn func(*store.Tx) error) error
	// Retry runs a step with a system again as the engine's table says.
	Retry func(ctx context.Context, what string, fn func() error) error
	// Failed keeps the error of one source, so that the others go on; it returns
	// errors that are not about the source.
	Failed func(source string, err error) error
	// Down says that a source could not be reached, or not be logged in to,
	// earlier in this run: it is not asked again.
	Down func(source string) bool
	// Alive fails once the run's lease is lost; it is asked before every push.
	Alive func(ctx context.Context) error
	// Count adds to a counter of the run, such as "apply.written".
	Count func(name string, n int64)
	// Note tells a person something that does not end the run.
	Note func(*fault.Fault)
	// Alarms are what the last matching found suspicious.
	Alarms []Alarm
	// Since is when the last plan before this run was made; zero when never.
	Since time.Time
	// At marks a point where a killed process would leave its mark.
	At func(point string)
}

// system is one source as write-back sees it.
type system struct {
	*Room
	src     *configs.Source
	conn    connectors.Connector
	pusher  connectors.Pusher
	fetcher connectors.Fetcher // nil when values cannot be read back
	object  string
	caps    connectors.Caps
}

// system opens a source for writing; false when it takes no write-back.
func (r *Room) system(name string) (*system, bool, error) {
	src, ok := r.Config.Source(name)
	if !ok || src.Writeback == "off" || src.Mapping.TargetObject() == "" {
		return nil, false, nil
	}
	s, err := r.reader(src, src.Mapping.TargetObject())
	if err != nil {
		return nil, false, err
	}
	if s.pusher, ok = s.conn.(connectors.Pusher); !ok || s.caps.Write == connectors.WriteNone {
		return nil, false, &connectors.Error{Kind: connectors.KindUnsupported, Op: "push", System: src.Type.Name, Object: s.object,
			Fix: `take the writeback section out of the mapping, or set writeback: "off"`}
	}
	return s, true, nil
}

// reader opens a source for reading targets back, whether or not it is written to.
func (r *Room) reader(src *configs.Source, object string) (*system, error) {
	conn, err := r.Open(src.Name)
	if err != nil {
		return nil, err
	}
	s := &system{Room: r, src: src, conn: conn, object: object, caps: conn.Caps(object)}
	if f, ok := conn.(connectors.Fetcher); ok && !s.caps.WriteOnly {
		s.fetcher = f
	}
	return s, nil
}

// defaultFetch is the number of ids in one Fetch where the system sets no limit.
const defaultFetch = 200

// liveOf reads the records and fields that the entries are about.
func (s *system) liveOf(ctx context.Context, entries []model.LedgerEntry) (map[string]liveRecord, error) {
	var ids []string
	fields, seen := map[string]bool{}, map[string]bool{}
	for _, e := range entries {
		fields[e.Field] = true
		if !seen[e.Target.ID] {
			seen[e.Target.ID] = true
			ids = append(ids, e.Target.ID)
		}
	}
	return s.live(ctx, ids, slices.Sorted(maps.Keys(fields)))
}

// live reads fields of records as they stand now, as texts by id and field. Ids
// that are gone are absent.
func (s *system) live(ctx context.Context, ids, fields []string) (map[string]liveRecord, error) {
	size := s.caps.MaxFetch
	if size <= 0 {
		size = defaultFetch
	}
	out := make(map[string]liveRecord, len(ids))
	for start := 0; start < len(ids); start += size {
		part := ids[start:min(start+size, len(ids))]
		err := s.Retry(ctx, "read back "+s.src.Name+" "+s.object, func() error {
			records, err := s.fetcher.Fetch(ctx, s.object, part, fields)
			if err != nil {
				return err
			}
			for _, rec := range records {
				l := liveRecord{version: rec.Version, fields: map[string]string{}}
				for _, f := range fields {
					l.fields[f] = connectors.TextOf(rec.Fields[f])
				}
				out[rec.ID] = l
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// liveRecord is what stands in the system now.
type liveRecord struct {
	version string
	fields  map[string]string
}
