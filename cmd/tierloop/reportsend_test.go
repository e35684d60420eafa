package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func TestTheReportsThatCanBeSentAreThoseThatThereAre(t *testing.T) {
	if d := cmp.Diff(reportNames(), configs.ReportNames); d != "" {
		t.Error(d)
	}
}

// A report that is due is sent to each of its channels, once, whichever process
// comes first; a chat is told the figures in its own language.
func TestAReportIsSentWhenItIsDue(t *testing.T) {
	var heard []string
	down := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if heard = append(heard, string(body)); down {
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	defer server.Close()
	dir := t.TempDir()
	t.Setenv("TIERLOOP_LANG", "en")
	t.Setenv("HOOK", server.URL)
	tierloop := func(args ...string) (string, int) {
		t.Helper()
		var out, errs bytes.Buffer
		code := run(context.Background(), append(args, "-c", filepath.Join(dir, "tierloop.yaml")), strings.NewReader(""), &out, &errs)
		return errs.String(), code
	}
	tierloop("init", dir, "--sample")
	config := filepath.Join(dir, "tierloop.yaml")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	const more = `
notify:
  - {name: board, type: webhook, url: "${env:HOOK}", language: zh}
  - {name: other, type: webhook, url: "${env:HOOK}"}
reports:
  - {name: monthly, report: tiers, compare: year, cron: "0 8 1 * *", channels: [board]}
`
	if err := os.WriteFile(config, append(text, more...), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, stage := range []string{"pull", "match", "score"} {
		tierloop(stage, "-q")
	}
	if said, code := tierloop("report", "send", "monthy"); code != 2 || !strings.Contains(said, `did you mean "monthly"`) {
		t.Errorf("%d: %s", code, said)
	}
	if said, code := tierloop("report", "send", "monthly"); code != 0 || len(heard) != 1 {
		t.Fatalf("%d, %d messages: %s", code, len(heard), said)
	}
	var notice struct {
		Level string
		Title struct{ ZH string }
		Facts []struct{ Name, Value struct{ ZH string } }
	}
	if err := json.Unmarshal([]byte(heard[0]), &notice); err != nil {
		t.Fatal(err)
	}
	told := ""
	for _, f := range notice.Facts {
		told += f.Name.ZH + "=" + f.Value.ZH + "\n"
	}
	if !strings.Contains(notice.Title.ZH, "各等级的客户数") || notice.Level != "info" || !strings.Contains(told, "合计=客户 4 · ") || !strings.Contains(told, "期间=") {
		t.Errorf("%+v\n%s", notice, told)
	}

	now := clock.NewManual(time.Date(2026, 12, 1, 0, 30, 0, 0, time.UTC)) // half past eight in Shanghai
	a := &app{config: config, clock: now, stdout: io.Discard, stderr: io.Discard, quiet: true}
	defer a.close()
	e, err := a.openEngine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d := &e.Config.Deliveries[0]
	for range 2 {
		if again, err := a.runDelivery(t.Context(), e, d); err != nil || !again.IsZero() {
			t.Fatal(again, err)
		}
	}
	if len(heard) != 2 {
		t.Errorf("%d messages, want one more", len(heard))
	}
	last, err := e.Store.LastDelivery(t.Context(), "monthly")
	if err != nil || last.State != "sent" || !last.Due.Equal(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("the last delivery is %+v, %v", last, err)
	}
	down = true
	now.Advance(31 * 24 * time.Hour)
	due := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	for attempt := 1; attempt <= len(deliveryPauses)+1; attempt++ {
		again, err := a.runDelivery(t.Context(), e, d)
		if err == nil {
			t.Error("a channel that refuses is no error")
		}
		last, _ := e.Store.LastDelivery(t.Context(), "monthly")
		if last.State != "failed" || last.Said != "E3401" || !last.Due.Equal(due) || last.Attempts != attempt || !last.Again.Equal(again) {
			t.Errorf("after attempt %d the last delivery is %+v, again at %s", attempt, last, again)
		}
		if attempt > len(deliveryPauses) {
			if !again.IsZero() {
				t.Errorf("it is not given up, but tried again at %s", again)
			}
			break
		}
		if pause := again.Sub(now.Now()); pause != deliveryPauses[attempt-1] {
			t.Errorf("the pause after attempt %d is %s", attempt, pause)
		}
		before := len(heard)
		if early, err := a.runDelivery(t.Context(), e, d); err != nil || !early.Equal(again) || len(heard) != before {
			t.Errorf("before its time: %s, %v, %d messages more", early, err, len(heard)-before)
		}
		now.Advance(again.Sub(now.Now()))
	}
}

// A process that dies while it sends leaves each message as it was: those that may
// have left are not sent twice, the others leave by another process.
func TestADeliveryIsTakenOverFromASilentProcess(t *testing.T) {
	var heard []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { heard = append(heard, r.URL.Path) }))
	defer server.Close()
	dir := t.TempDir()
	t.Setenv("HOOK", server.URL)
	if code := run(context.Background(), []string{"init", dir, "-q"}, strings.NewReader(""), io.Discard, io.Discard); code != 0 {
		t.Fatalf("init: %d", code)
	}
	config := filepath.Join(dir, "tierloop.yaml")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	const more = `
notify:
  - {name: sent, type: webhook, url: "${env:HOOK}/sent"}
  - {name: begun, type: webhook, url: "${env:HOOK}/begun"}
  - {name: waits, type: webhook, url: "${env:HOOK}/waits"}
reports:
  - {name: monthly, report: tiers, cron: "0 8 1 * *", channels: [sent, begun, waits]}
`
	if err := os.WriteFile(config, append(text, more...), 0o600); err != nil {
		t.Fatal(err)
	}
	now := clock.NewManual(time.Date(2026, 12, 1, 0, 30, 0, 0, time.UTC))
	a := &app{config: config, clock: now, stdout: io.Discard, stderr: io.Discard, quiet: true}
	defer a.close()
	ctx := t.Context()
	e, err := a.openEngine(ctx)
	if err != nil {
		t.Fatal(err)
	}
	d := &e.Config.Deliveries[0]
	due, err := dueOf(d.Job(), now.Now())
	if err != nil {
		t.Fatal(err)
	}
	dead := &deliveryOutbox{db: e.Store, name: d.Name, due: due}
	keep(t, e, func(tx *store.Tx) error {
		_, err := tx.ClaimDelivery(ctx, d.Name, due, now.Now().Add(deliveryLease))
		return err
	})
	for _, channel := range []string{"sent", "begun"} {
		if send, err := dead.begin(ctx, channel); err != nil || !send {
			t.Fatal(channel, send, err)
		}
	}
	if err := dead.end(ctx, "sent", nil); err != nil {
		t.Fatal(err)
	}
	again, err := a.runDelivery(ctx, e, d)
	if err != nil || len(heard) > 0 || !again.Equal(now.Now().Add(deliveryLease)) {
		t.Fatalf("while the process may live: %v, again at %s, %v", heard, again, err)
	}
	if at, err := unsettled(ctx, e.Store, d); err != nil || !at.Equal(again) {
		t.Errorf("a new process goes on at %s, %v", at, err)
	}
	now.Advance(deliveryLease)
	if again, err := a.runDelivery(ctx, e, d); err != nil || !again.IsZero() {
		t.Errorf("taken over: again at %s, %v", again, err)
	}
	if len(heard) != 1 || heard[0] != "/waits" {
		t.Errorf("messages to %v", heard)
	}
	all, err := e.Store.Deliveries(ctx, model.SystemPrincipal(), d.Name, 1)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	states := ""
	for _, c := range all[0].Channels {
		states += c.Channel + "=" + c.State + " "
	}
	if all[0].State != "sent" || all[0].Attempts != 2 || states != "begun=unsure sent=sent waits=sent " {
		t.Errorf("%+v", all[0])
	}
}

func TestDeliveriesAreLinted(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TIERLOOP_LANG", "en")
	var out, errs bytes.Buffer
	run(context.Background(), []string{"init", dir, "--sample"}, strings.NewReader(""), &out, &errs)
	path := filepath.Join(dir, "tierloop.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const more = `
notify:
  - {name: board, type: webhook, url: "${env:HOOK}"}
reports:
  - {name: a, report: tires, cron: "0 8 1 * *", channels: [board]}
  - {name: a, report: tiers, cron: "@daily", channels: [bord], format: pdf}
  - {report: sales, cron: "0 8 * * 1", months: -1, compare: never, units: [nowhere]}
`
	if err := os.WriteFile(path, append(text, more...), 0o600); err != nil {
		t.Fatal(err)
	}
	_, findings := configs.Load(path)
	var got []string
	for _, f := range findings {
		if strings.HasPrefix(f.Path, "reports") {
			got = append(got, f.Path+" "+f.Code)
		}
	}
	slices.Sort(got)
	want := []string{"reports[0].report E1014", "reports[1].channels[0] E1014", "reports[1].cron E1020", "reports[1].format E1014", "reports[1].name E1017",
		"reports[2].channels E1013", "reports[2].compare E1014", "reports[2].months E1014", "reports[2].name E1013", "reports[2].units[0] E1014"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
