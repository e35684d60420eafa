package customers

import (
	"context"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Quality is how good the data of the units are.
type Quality struct {
	// Units has a line for each unit, the whole group first where the reader sees it.
	Units []UnitQuality
	// Attributes are of the unit asked for.
	Attributes []model.QualityPoint
	Unit       string
	// Trend is the score of the unit asked for, the oldest run first.
	Trend []model.QualityPoint
}

// UnitQuality is the present score of a unit and its change since the run before.
type UnitQuality struct {
	model.QualityPoint
	Change int
	First  bool // nothing was measured before
}

// trendRuns is how many measures the trend goes back.
const trendRuns = 24

// Quality reads the measures of all units that p sees and the details of one; ""
// is the whole group, or the reader's first unit.
func (r *Room) Quality(ctx context.Context, p model.Principal, unit string) (Quality, error) {
	points, err := r.Store.QualityTrend(ctx, p, trendRuns)
	if err != nil || len(points) == 0 {
		return Quality{Unit: unit}, err
	}
	if !p.Group() && unit == "" {
		unit = points[0].Unit
	}
	out := Quality{Unit: unit}
	newest := points[0].Run
	before := map[string]model.QualityPoint{}
	for _, q := range points {
		if _, known := before[q.Unit]; q.Run != newest && q.Attribute == "" && !known {
			before[q.Unit] = q
		}
	}
	for _, q := range points {
		switch {
		case q.Attribute == "" && q.Run == newest:
			old, known := before[q.Unit]
			out.Units = append(out.Units, UnitQuality{q, q.Score - old.Score, !known})
		case q.Unit == unit && q.Run == newest:
			out.Attributes = append(out.Attributes, q)
		}
		if q.Attribute == "" && q.Unit == unit {
			out.Trend = append(out.Trend, q)
		}
	}
	slices.Reverse(out.Trend)
	return out, nil
}

// Findings lists flawed records of a unit ("" of all that p sees), and the place
// of the next page.
func (r *Room) Findings(ctx context.Context, p model.Principal, unit, after string) ([]model.RecordQuality, string, error) {
	var from int64
	if after != "" {
		if err := r.Words().Open(ctx, "findings "+unit, after, &from); err != nil {
			return nil, "", err
		}
	}
	rows, last, err := r.Store.Findings(ctx, p, unit, from, pageRows)
	if err != nil || last == 0 {
		return rows, "", err
	}
	next, err := r.Words().Seal(ctx, "findings "+unit, last)
	return rows, next, err
}
