package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/web"
)

// stewardDesk does for the console what the stewards' commands do.
type stewardDesk struct {
	*desk
	zh, en *app // for words
	scales *taken[*matching.Counts]
	ground *taken[*scoring.Ground]
	busy   chan struct{} // holds one token while a matching carries answers out
}

func (a *app) stewardDesk(e *engine.Engine) *stewardDesk {
	zh, en := *a, *a
	zh.lang, en.lang = "zh", "en"
	return &stewardDesk{desk: a.desk(e), zh: &zh, en: &en, scales: a.scales(e), ground: a.ground(e), busy: make(chan struct{}, 1)}
}

// A claim lasts so long, and takes so many questions.
const (
	claimLife = time.Hour
	claimMost = 20
)

func (d *stewardDesk) say(fn func(*app) string) model.Text {
	return model.Text{ZH: fn(d.zh), EN: fn(d.en)}
}

// Word puts a code of evidence, a gate or the reason of a link into words.
func (d *stewardDesk) Word(code string) model.Text {
	return d.say(func(a *app) string {
		if why := a.linkWhy(code); why != code {
			return why
		}
		return a.evidence(code)
	})
}

// refused makes faults and wrong words refusals, which a person is told.
func (d *stewardDesk) refused(err error) error {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*fault.Fault](err); ok && f.Exit() != fault.ExitBug {
		return &web.Refusal{Text: d.say(func(a *app) string { return strings.TrimSpace(faultText(f, a.language())) })}
	}
	return err
}

func (d *stewardDesk) no(zh, en string, args ...any) error {
	return &web.Refusal{Text: model.Text{ZH: fmt.Sprintf(zh, args...), EN: phrase.Counted(en, args...)}}
}

// keep writes what a person decided with its line in the audit log.
func (d *stewardDesk) keep(ctx context.Context, p model.Principal, action, subject, reason string, fn func(*store.Tx) error) error {
	return d.refused(d.engine.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return tx.Audit(ctx, auditOf(p, action, subject, reason))
	}))
}

// auditOf is the line of the audit log of what a principal does; it tells a program
// that speaks for a person from the person.
func auditOf(p model.Principal, action, subject, detail string) store.AuditEntry {
	if p.Token != "" {
		detail = strings.TrimSpace(detail + " (token " + p.Token + ")")
	}
	return store.AuditEntry{Actor: p.Name, Action: action, Subject: subject, Detail: detail}
}

// Claim takes the next questions for the principal and gives its others back.
func (d *stewardDesk) Claim(ctx context.Context, p model.Principal, unit string) (n int, err error) {
	free, err := d.engine.Store.Queue(ctx, p, store.QueueFilter{Unit: unit, Free: p.Name, Limit: claimMost})
	if err != nil {
		return 0, err
	}
	err = d.keep(ctx, p, "review.claim", phrase.Counted("%d {question|questions}", len(free)), "", func(tx *store.Tx) error {
		if err := tx.Release(ctx, p.Name); err != nil {
			return err
		}
		n, err = tx.Claim(ctx, p.Name, free, d.clock.Now().Add(claimLife))
		return err
	})
	return n, err
}

// Decide keeps an answer. A question that another steward holds is not answered.
func (d *stewardDesk) Decide(ctx context.Context, p model.Principal, a web.Reply) error {
	if holder, err := d.engine.Store.HolderOf(ctx, p, a.Doubt); err != nil {
		return err
	} else if holder != "" && holder != p.Name {
		return d.no("这一项正由 %s 处理。", "%s is working on this one.", holder)
	}
	write, err := d.engine.Prepare(ctx, p, engine.Answer{Doubt: a.Doubt, Verdict: a.Verdict, Skip: a.Skip, Author: p.Name, Reason: a.Reason})
	if err != nil {
		return d.refused(err)
	}
	picked, err := d.picked(ctx, p, a)
	if err != nil {
		return err
	}
	what := string(a.Verdict)
	if a.Skip > 0 {
		what = "skip"
	}
	err = d.keep(ctx, p, "review."+what, a.A.String()+" "+a.B.String(), a.Reason, func(tx *store.Tx) error {
		if err := write(ctx, tx); err != nil {
			return err
		}
		for _, o := range picked {
			if err := tx.SaveOverride(ctx, o); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && a.Verdict == model.Undecided {
		err = d.engine.Store.WeighDoubts(ctx, store.Fence{}) // it is asked again, in its place
	}
	return err
}

// picked are the golden values chosen with a yes; they follow the customer through
// the merge.
func (d *stewardDesk) picked(ctx context.Context, p model.Principal, a web.Reply) ([]model.Override, error) {
	if a.Verdict != model.Same || len(a.Picked) == 0 {
		return nil, nil
	}
	id, err := d.engine.Store.EntityOf(ctx, p, a.A)
	if err != nil {
		return nil, err
	}
	e, err := d.engine.Store.Entity(ctx, p, id)
	if err != nil {
		return nil, err
	}
	before, err := d.engine.Store.OverridesOf(ctx, p, id)
	var out []model.Override
	for _, attribute := range slices.Sorted(maps.Keys(a.Picked)) {
		text := a.Picked[attribute]
		if err := checkAttribute(e.Entity, attribute, text); err != nil {
			return nil, d.refused(err)
		}
		out = append(out, model.Override{Entity: id, Attribute: attribute, Text: text, Base: baseOf(e.Entity, before, attribute), Until: model.UntilForever, Author: p.Name, Reason: a.Reason, At: d.clock.Now()})
	}
	return out, err
}

// Settle runs the match stage in the background; one at a time.
func (d *stewardDesk) Settle(p model.Principal) error {
	select {
	case d.busy <- struct{}{}:
	default:
		return nil // one is under way and sees what is kept by then
	}
	go func() {
		defer func() { <-d.busy }()
		if _, err := d.engine.Run(context.Background(), engine.Request{Trigger: "manual", Stages: []string{"match"}}); err != nil {
			d.engine.Log.Warn("decisions were not carried out yet", "by", p.Name, "error", err)
		}
	}()
	return nil
}

// Effect rehearses that both are one.
func (d *stewardDesk) Effect(ctx context.Context, p model.Principal, x model.Doubt) (web.Effect, error) {
	r, err := d.engine.Join(ctx, p, x.A, x.B)
	if err != nil {
		return web.Effect{}, err
	}
	var out web.Effect
	if len(r.Conflicts) > 0 {
		for _, c := range r.Conflicts {
			out.Against = append(out.Against, d.say(func(a *app) string { return a.gateText(c.Gate) }))
		}
		return out, nil
	}
	var sources []master.Source
	for _, cluster := range r.Clusters {
		if !slices.Contains(cluster, x.A) {
			continue
		}
		out.Records = len(cluster)
		for _, ref := range cluster {
			c, err := d.engine.Store.CustomerByRef(ctx, p, ref)
			if err != nil {
				return out, err
			}
			src, ok := d.engine.Config.Source(ref.Source)
			if !ok || !c.Deleted.IsZero() {
				continue
			}
			sources = append(sources, master.Source{Customer: c.Customer, Rank: src.Rank + 1, Seen: c.Modified})
			target, fields, err := d.target(ctx, ref)
			if err != nil {
				return out, err
			}
			if !target.IsZero() && len(fields) > 0 {
				out.Writes = append(out.Writes, web.Write{Target: target, Fields: fields})
			}
		}
	}
	golden := d.engine.Config.Survivor.Survive(sources, d.clock.Now())
	out.Golden = map[string]string{}
	for attribute, v := range golden {
		out.Golden[attribute] = v.Text
	}
	out.Tier, err = d.tryMerged(ctx, p, x, golden)
	return out, err
}

// tryMerged is the tier that both would have as one.
func (d *stewardDesk) tryMerged(ctx context.Context, p model.Principal, x model.Doubt, golden map[string]model.Value) (*web.Standing, error) {
	known, ok := d.groundNow(ctx)
	if !ok {
		return nil, nil
	}
	var ids [2]string
	for i, ref := range []model.Ref{x.A, x.B} {
		var err error
		if ids[i], err = d.engine.Store.EntityOf(ctx, p, ref); err != nil {
			return nil, err
		}
	}
	if ids[0] == ids[1] {
		return nil, nil
	}
	r, err := d.engine.TryMerged(ctx, ids[0], ids[1], golden, known)
	if err != nil || r == nil {
		return nil, err
	}
	return &web.Standing{Tier: r.Final, Score: r.Score, Why: r.Reason}, nil
}

// target is where the write-back of a customer goes, and its fields.
func (d *stewardDesk) target(ctx context.Context, ref model.Ref) (model.Ref, []string, error) {
	src, ok := d.engine.Config.Source(ref.Source)
	if !ok || len(src.Mapping.Targets()) == 0 {
		return model.Ref{}, nil, nil
	}
	raw, err := d.engine.Store.Raw(ctx, model.SystemPrincipal(), ref)
	if errors.Is(err, store.ErrNotFound) {
		return model.Ref{}, nil, nil
	}
	return src.Mapping.Target(ref, recordOf(raw)), src.Mapping.Targets(), err
}

// Pin lays a tier down; it counts from the next score on.
func (d *stewardDesk) Pin(ctx context.Context, p model.Principal, entity string, kind model.PinKind, tier string, until model.Date, reason string) error {
	e, err := d.engine.Store.Entity(ctx, p, entity)
	if err != nil {
		return err
	}
	pin := model.Pin{Entity: e.ID, Scope: model.ScopeGroup, Kind: kind, Tier: tier, Author: p.Name, Reason: reason, Expires: until, At: d.clock.Now()}
	policy := d.engine.Config.Policy
	if r, ok := errors.AsType[*scoring.Refusal](policy.CheckPin(pin)); ok {
		return &web.Refusal{Text: model.Text{ZH: r.In("zh"), EN: r.In("en")}}
	}
	if pin.Expires != 0 && pin.Expires < model.DateOf(d.clock.Now().In(d.engine.Config.Location)) {
		return d.no("最后有效日已过。", "The last day is over.")
	}
	end := policy.PinEnd(pin)
	if pin.Expires != 0 && end < pin.Expires {
		return d.no("策略允许的最后有效日是 %s。", "The policy ends it on %s at the latest.", end)
	}
	pin.Expires = end
	detail := strings.TrimSpace(fmt.Sprintf("%s %s %s until %s: %s", pin.Scope, pin.Kind, pin.Tier, pin.Expires, reason))
	return d.keep(ctx, p, "pin.set", pin.Entity, detail, func(tx *store.Tx) error { return tx.SavePin(ctx, pin) })
}

// Unpin takes a pin away.
func (d *stewardDesk) Unpin(ctx context.Context, p model.Principal, entity string, kind model.PinKind, reason string) error {
	e, err := d.engine.Store.Entity(ctx, p, entity)
	if err != nil {
		return err
	}
	return d.keep(ctx, p, "pin.remove", e.ID, model.ScopeGroup+" "+string(kind)+": "+reason, func(tx *store.Tx) error {
		found, err := tx.RemovePin(ctx, e.ID, model.ScopeGroup, kind, p.Name)
		if err == nil && !found {
			err = d.no("没有这样的指定。", "There is no such pin.")
		}
		return err
	})
}
