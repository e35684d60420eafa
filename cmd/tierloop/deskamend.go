package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Override lays a golden value down.
func (d *stewardDesk) Override(ctx context.Context, p model.Principal, entity, attribute, text, until, reason string) error {
	e, err := d.engine.Store.Entity(ctx, p, entity)
	if err != nil {
		return err
	}
	o := model.Override{Entity: e.ID, Attribute: attribute, Text: text, Author: p.Name, Reason: reason, At: d.clock.Now()}
	if err := checkAttribute(e.Entity, attribute, text); err != nil {
		return d.refused(err)
	}
	if err := setEnd(&o, until, model.DateOf(d.clock.Now().In(d.engine.Config.Location))); err != nil {
		return d.refused(err)
	}
	before, err := d.engine.Store.OverridesOf(ctx, p, e.ID)
	if err != nil {
		return err
	}
	o.Base = baseOf(e.Entity, before, attribute)
	return d.keep(ctx, p, "override.set", "entity "+e.ID+" "+attribute, reason, func(tx *store.Tx) error { return tx.SaveOverride(ctx, o) })
}

// EndOverride takes a golden value away; the sources' shows again.
func (d *stewardDesk) EndOverride(ctx context.Context, p model.Principal, entity, attribute, reason string) error {
	return d.keep(ctx, p, "override.remove", "entity "+entity+" "+attribute, reason, func(tx *store.Tx) error {
		found, err := tx.EndOverrides(ctx, entity, attribute, p.Name)
		if err == nil && !found {
			err = d.no("%s 没有人工值。", "No value of %s is set by hand.", attribute)
		}
		return err
	})
}

// sideOf is an entity with its members and the one that stands for it.
func (d *stewardDesk) sideOf(ctx context.Context, p model.Principal, id string) (h half, err error) {
	if h.StoredEntity, err = d.engine.Store.Entity(ctx, p, id); errors.Is(err, store.ErrNotFound) {
		return h, d.no("没有编号为 %s 的客户。", "There is no customer %s.", id)
	} else if err != nil {
		return h, err
	}
	members, err := d.engine.Store.Members(ctx, p, h.ID)
	for _, m := range members {
		h.members = append(h.members, m.Customer)
		if m.Evidence.With.IsZero() || h.named.IsZero() {
			h.named = m.Customer
		}
	}
	if err == nil && len(h.members) == 0 {
		err = d.no("%s 已没有记录。", "%s has no record any more.", h.ID)
	}
	return h, err
}

// Merge decides that two customers are one.
func (d *stewardDesk) Merge(ctx context.Context, p model.Principal, entity, other, reason string) error {
	x, err := d.sideOf(ctx, p, entity)
	if err != nil {
		return err
	}
	y, err := d.sideOf(ctx, p, strings.TrimSpace(other))
	if err != nil {
		return err
	}
	if x.ID == y.ID {
		return d.no("两者已经是 %s。", "Both are %s already.", x.ID)
	}
	return d.rearrange(ctx, p, "merge", reason, []master.Part{slices.Concat(x.members, y.members)}, [2]model.Ref{x.named, y.named})
}

// Split decides that records do not belong to a customer.
func (d *stewardDesk) Split(ctx context.Context, p model.Principal, entity string, records []model.Ref, reason string) error {
	x, err := d.sideOf(ctx, p, entity)
	if err != nil {
		return err
	}
	out, stay := master.Part{}, slices.Clone(x.members)
	for _, ref := range records {
		at := slices.Index(stay, ref)
		if at < 0 {
			return d.no("%s 没有记录 %s。", "%s has no record %s.", x.ID, ref)
		}
		out, stay = append(out, ref), slices.Delete(stay, at, at+1)
	}
	if len(out) == 0 || len(stay) == 0 {
		return d.no("请勾选要拆出的记录；至少留下一条。", "Tick the records that leave; one must stay.")
	}
	return d.rearrange(ctx, p, "split", reason, []master.Part{stay, out})
}

func (d *stewardDesk) rearrange(ctx context.Context, p model.Principal, action, reason string, want []master.Part, joins ...[2]model.Ref) error {
	plan, err := d.engine.Rearrange(ctx, p, want, joins...)
	if err != nil {
		return err
	}
	if len(plan.Conflicts) > 0 {
		c := plan.Conflicts[0]
		return d.refused(fault.New("E2207", len(plan.Conflicts), c.A.String()+" = "+c.B.String()).Quoting(c.Gate))
	}
	var refs []string
	for _, part := range want {
		refs = append(refs, part[0].String())
	}
	if err := d.keep(ctx, p, action, strings.Join(refs, " "), reason, func(tx *store.Tx) error { return plan.Keep(ctx, tx, p.Name, reason) }); err != nil {
		return err
	}
	return d.Settle(p)
}

// Link says whom a customer belongs to; parent "" is nobody.
func (d *stewardDesk) Link(ctx context.Context, p model.Principal, entity, parent string, kind model.EdgeKind, reason string) error {
	child, err := d.sideOf(ctx, p, entity)
	if err != nil {
		return err
	}
	if kind != model.SubsidiaryOf && kind != model.BranchOf {
		return d.no("请选择子公司或分支机构。", "Choose subsidiary or branch.")
	}
	word := model.LinkDecision{Child: child.named, Verdict: model.LinkForbidden, Kind: kind, Author: p.Name, Reason: reason}
	if parent != "" {
		up, err := d.sideOf(ctx, p, parent)
		if err != nil {
			return err
		}
		if up.ID == child.ID {
			return d.no("两者是同一个客户。", "Both are one customer.")
		}
		word.Parent, word.Verdict = up.named, model.LinkSet
	}
	if err := d.keep(ctx, p, "link", word.Child.String()+" "+word.Parent.String(), reason, func(tx *store.Tx) error { return tx.SaveLink(ctx, word) }); err != nil {
		return err
	}
	return d.Settle(p)
}
