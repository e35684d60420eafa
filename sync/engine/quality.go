package engine

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// judge finds the flaws of an entity's records, keeps those that are not as stored
// for the batch, and returns the entity's own score: the mean of its living records.
func (g *golden) judge(members []store.JudgedCustomer, values map[string]model.Value) int {
	sum, n := 0, 0
	for _, c := range members {
		if _, configured := g.Config.Source(c.Ref.Source); !configured || !c.Deleted.IsZero() {
			continue
		}
		q := model.RecordQuality{Customer: c.Ref, Findings: master.Quality(c.Customer, values, g.copied(c.Ref))}
		q.Score = master.QualityScore(q.Findings)
		if !c.Judged(q) {
			g.quality = append(g.quality, q)
		}
		sum, n = sum+q.Score, n+1
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

// copied says whether a record carries the code of its parent.
func (g *golden) copied(ref model.Ref) bool {
	row, _ := g.index.Row(ref)
	return g.kin[row].Copied
}

// A store of this size is measured as a whole once a day only: it takes longer
// than a small matching.
const (
	largeStore  = 20_000
	measureEach = 20 * time.Hour
)

// measure sums the quality of the records by unit and keeps it for the trend.
func (g *golden) measure(ctx context.Context) error {
	p := model.SystemPrincipal()
	if g.index.Len() > largeStore {
		if g.measured.IsZero() {
			last, err := g.Store.QualityTrend(ctx, p, 1)
			if err != nil {
				return err
			}
			if len(last) > 0 {
				g.measured = last[0].At
			}
		}
		if g.Clock.Now().Sub(g.measured) < measureEach {
			return nil
		}
	}
	points, err := MeasureQuality(ctx, g.Store, p, g.Clock.Now())
	if err != nil {
		return err
	}
	g.measured = g.Clock.Now()
	return g.write(ctx, func(tx *store.Tx) error { return tx.SaveTrend(ctx, g.seq(), points) })
}

// MeasureQuality sums the quality of the records that p sees, by unit, source and
// attribute; unit "" and source "" are all of them together.
func MeasureQuality(ctx context.Context, db *store.DB, p model.Principal, now time.Time) ([]model.QualityPoint, error) {
	type key struct{ unit, source, attribute string }
	points := map[key]*model.QualityPoint{}
	scores := map[key]int64{}
	at := func(k key) *model.QualityPoint {
		if points[k] == nil {
			points[k] = &model.QualityPoint{At: now, Unit: k.unit, Source: k.source, Attribute: k.attribute}
		}
		return points[k]
	}
	err := db.EachQuality(ctx, p, func(q model.RecordQuality) error {
		findings := WithAge(q, now)
		score := int64(master.QualityScore(findings))
		for _, unit := range append([]string{""}, q.Units...) {
			for _, source := range []string{"", q.Customer.Source} {
				k := key{unit, source, ""}
				total := at(k)
				total.Records++
				scores[k] += score
				for _, f := range findings {
					count(total, f.Flaw)
					count(at(key{unit, source, f.Attribute}), f.Flaw)
				}
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	repeated, err := db.Repeated(ctx)
	if err != nil {
		return nil, err
	}
	var out []model.QualityPoint
	for k, score := range scores {
		total := at(k)
		total.Score = int(score / total.Records)
		total.Duplicates = repeated[[2]string{k.unit, k.source}]
		out = append(out, *total)
		for _, attribute := range master.QualityAttributes {
			x := at(key{k.unit, k.source, attribute})
			x.Records = total.Records
			x.Score = int(1000 * (x.Records - x.Missing - x.Invalid - x.Conflicts - x.Stale) / x.Records)
			out = append(out, *x)
		}
	}
	slices.SortFunc(out, func(a, b model.QualityPoint) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Attribute, b.Attribute))
	})
	return out, nil
}

// WithAge adds to the stored findings of a record what time alone brings.
func WithAge(q model.RecordQuality, now time.Time) []model.Finding {
	if master.Stale(q.Modified, now) {
		return append(slices.Clone(q.Findings), model.Finding{Attribute: master.QualityRecord, Flaw: model.FlawStale})
	}
	return q.Findings
}

func count(p *model.QualityPoint, f model.Flaw) {
	switch f {
	case model.FlawMissing:
		p.Missing++
	case model.FlawInvalid:
		p.Invalid++
	case model.FlawConflict, model.FlawCopied:
		p.Conflicts++
	case model.FlawStale:
		p.Stale++
	}
}
