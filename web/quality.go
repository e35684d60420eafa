package web

import (
	"net/http"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/customers"
)

type qualityView struct {
	customers.Quality
	Trend    lineChart
	Points   []model.QualityPoint // the figures of Trend
	Findings []model.RecordQuality
	Next     string
}

func (c *Console) qualityPage(v *visit) error {
	q := v.r.URL.Query()
	found, err := c.Customers.Quality(v.ctx(), v.Principal(), q.Get("unit"))
	if err != nil {
		return err
	}
	data := qualityView{Quality: found, Points: found.Trend}
	if data.Findings, data.Next, err = c.Customers.Findings(v.ctx(), v.Principal(), found.Unit, q.Get("after")); err != nil {
		return err
	}
	var names []string
	var values []float64
	for _, p := range found.Trend {
		names, values = append(names, p.At.In(c.Zone).Format("01-02")), append(values, float64(p.Score)/10)
	}
	data.Trend = lineOf(names, values)
	return v.render(http.StatusOK, "quality", view{Title: v.text("quality.title"), Data: data})
}
