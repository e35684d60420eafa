// Package metrics is what tierloop serve tells Prometheus. It knows nothing of
// customers: counters come in by name.
package metrics

import (
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the numbers of one process.
type Metrics struct {
	registry *prometheus.Registry
	runs     *prometheus.CounterVec
	rows     *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	last     *prometheus.GaugeVec
	running  *prometheus.GaugeVec
}

// New registers the numbers.
func New(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		runs:     prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tierloop_runs_total", Help: "Runs by job and state."}, []string{"job", "state"}),
		rows:     prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tierloop_rows_total", Help: "Rows by stage and what became of them."}, []string{"stage", "what"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "tierloop_run_seconds", Help: "Length of runs.",
			Buckets: []float64{1, 5, 15, 60, 300, 900, 3600, 4 * 3600}}, []string{"job"}),
		last:    prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "tierloop_last_success_timestamp_seconds", Help: "When a job last ended well."}, []string{"job"}),
		running: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "tierloop_running", Help: "1 while the job runs."}, []string{"job"}),
	}
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "tierloop_build_info", Help: "The version."}, []string{"version"})
	build.WithLabelValues(version).Set(1)
	m.registry.MustRegister(m.runs, m.rows, m.seconds, m.last, m.running, build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Begin notes that a job runs; call the answer when it ended, with its state and
// its counters named stage.what.
func (m *Metrics) Begin(job string) func(state string, well bool, counts map[string]int64) {
	m.running.WithLabelValues(job).Set(1)
	started := time.Now()
	return func(state string, well bool, counts map[string]int64) {
		m.running.WithLabelValues(job).Set(0)
		m.runs.WithLabelValues(job, state).Inc()
		m.seconds.WithLabelValues(job).Observe(time.Since(started).Seconds())
		if well {
			m.last.WithLabelValues(job).SetToCurrentTime()
		}
		for name, n := range counts {
			stage, what, _ := strings.Cut(name, ".")
			m.rows.WithLabelValues(stage, what).Add(float64(n))
		}
	}
}

// Handler serves the numbers.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
