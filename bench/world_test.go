package bench

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

const policyYAML = `apiVersion: tier/v1
name: group
currency: {base: CNY}
indicators:
  revenue: {expr: sum(orders.amount), window: 12m}
models:
  value:
    type: scorecard
    dimensions:
      - {id: profit, weight: 100, measures: [{use: revenue, max: 100, bands: [[0, 10], [1000, 50], [30000, 90]]}]}
tiers:
  from: value
  levels: [{id: gold, label: {zh: 金, en: gold}, min: 80}, {id: silver, min: 40}, {id: lead, min: 0}]
  minimum_data: {orders: 1}
`

const customerYAML = `version: mapping/v1
objects:
  customer:
    as: customer
    fields:
      name: name
      uscc: uscc
      phone: phone
      email: email
      website: website
      province: province
      city: city
      street: street
      postcode: postcode
      attributes.industry: industry
      status: status
      modified: modified
`

const orderYAML = `  order:
    as: order
    fields:
      customer: {from: customer, object: customer}
      number: number
      date: date
      amount: amount
      currency: {value: CNY}
      status: status
`

const writebackYAML = `writeback:
  object: customer
  fields:
    group_tier: {take: tier, map: {gold: A, silver: B, lead: C}, unrated: keep}
`

// write lays down the configuration of a group whose systems stand at the urls.
func write(dir string, mapping string, urls ...string) error {
	var main strings.Builder
	main.WriteString("version: tierloop/v1\ngroup: {name: 示例集团}\npolicy: policy.yaml\ngates: {first_fill: allow}\nsources:\n")
	for i, u := range urls {
		fmt.Fprintf(&main, "  - {name: crm%d, type: benchcrm, unit: unit%d, mapping: mapping.yaml, options: {base_url: %q}}\n", i, i, u)
	}
	for name, text := range map[string]string{"tierloop.yaml": main.String(), "policy.yaml": policyYAML, "mapping.yaml": mapping} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// open makes an engine over the configuration in dir and the store behind dsn.
func open(ctx context.Context, dir, dsn string) (*engine.Engine, error) {
	cfg, findings := configs.Load(filepath.Join(dir, "tierloop.yaml"))
	if cfg == nil {
		return nil, fmt.Errorf("configuration: %v", findings)
	}
	// A fixed day, so that the windows of the policy hold the same orders for ever.
	now := clock.NewManual(time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC))
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	db, err := store.Open(ctx, dsn, store.Options{Clock: now, Log: log})
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx); err != nil {
		return nil, err
	}
	return &engine.Engine{Config: cfg, Store: db, Clock: now, Log: log, Version: "bench"}, nil
}
