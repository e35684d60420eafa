package main

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/privacy"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/web"
)

// privacyDesk does for the console what tierloop privacy does at the terminal.
type privacyDesk struct {
	app    *app
	engine *engine.Engine
}

// subject reads what was asked.
func (d *privacyDesk) subject(ask web.PersonAsk) (privacy.Subject, error) {
	s := privacy.Subject{Phones: ask.Phones, Emails: ask.Emails, Identifiers: ask.Identifiers, Names: ask.Names}
	for _, list := range []struct {
		texts []string
		into  *[]model.Ref
	}{{ask.Records, &s.Records}, {ask.Except, &s.Except}} {
		for _, text := range list.texts {
			ref, ok := model.ParseRef(text)
			if !ok {
				return s, &web.Refusal{Text: model.Text{ZH: "记录的写法是 来源/对象/编号：" + text, EN: "A record is written source/object/id: " + text}}
			}
			*list.into = append(*list.into, ref)
		}
	}
	if s.Empty() {
		return s, &web.Refusal{Text: model.Text{ZH: "请至少填写一项。", EN: "Fill in one field at least."}}
	}
	if v := s.Unfit(); v != "" {
		return s, &web.Refusal{Text: model.Text{ZH: "太短，或不是电话、邮箱、号码、姓名：" + v, EN: "Too short, or no phone, address, number or name: " + v}}
	}
	return s, nil
}

func (d *privacyDesk) find(ctx context.Context, p model.Principal, ask web.PersonAsk) (privacy.Found, error) {
	s, err := d.subject(ask)
	if err != nil {
		return privacy.Found{}, err
	}
	f, err := d.engine.Privacy().Find(ctx, p, s)
	if errors.Is(err, store.ErrHidden) {
		err = &web.Refusal{Text: model.Text{ZH: "您的账户有被遮盖的内容，不能办理此事；请由不受遮盖的管理员办理。", EN: "Something is masked for your account; this takes an admin without masks."}}
	}
	return f, err
}

// FindPerson lists where the data of somebody stand.
func (d *privacyDesk) FindPerson(ctx context.Context, p model.Principal, ask web.PersonAsk) (web.Person, error) {
	f, err := d.find(ctx, p, ask)
	if err != nil {
		return web.Person{}, err
	}
	out := web.Person{Texts: len(f.Texts()), Audit: len(f.Audit), Own: d.records(f.Own), Near: d.records(f.Near)}
	for _, x := range f.Places {
		out.Places = append(out.Places, web.PersonPlace{What: privacy.Label(x.Table), Where: x.Table + "." + x.Column, Texts: x.Texts})
	}
	return out, nil
}

func (d *privacyDesk) records(list []privacy.Record) []web.PersonRecord {
	out := make([]web.PersonRecord, len(list))
	for i, r := range list {
		out[i] = web.PersonRecord{Ref: r.Ref, System: systemOf(d.engine.Config, r.Source), Entity: r.Entity}
	}
	return out
}

// PersonFile is the copy that a person is entitled to.
func (d *privacyDesk) PersonFile(ctx context.Context, p model.Principal, lang string, ask web.PersonAsk, format string) ([]byte, error) {
	f, err := d.find(ctx, p, ask)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "tierloop-export-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "person."+format)
	if err := d.app.speaking(p, lang).writePerson(ctx, d.engine, f, path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// ErasePerson erases while no run is under way.
func (d *privacyDesk) ErasePerson(ctx context.Context, p model.Principal, ask web.PersonAsk, reason string) (web.Receipt, error) {
	s, err := d.subject(ask)
	if err != nil {
		return web.Receipt{}, err
	}
	// An erasure that has begun ends, also when the browser goes away.
	e, err := erasePerson(context.WithoutCancel(ctx), d.engine, p, s, reason)
	switch f, held := errors.AsType[*fault.Fault](err); {
	case errors.Is(err, privacy.ErrUncertain):
		err = &web.Refusal{Text: model.Text{ZH: "姓名会重名；请再填写电话、邮箱、证件号码或来源记录。", EN: "Names are shared; add a phone, a mail address, a number or a record."}}
	case errors.Is(err, privacy.ErrNothing):
		err = &web.Refusal{Text: model.Text{ZH: "存储中没有此人的信息。", EN: "The store holds nothing of this person."}}
	case held && f.Exit() == fault.ExitGate:
		err = &web.Refusal{Text: model.Text{ZH: f.What("zh"), EN: f.What("en")}}
	case held && f.Exit() == fault.ExitLocked:
		err = &web.Refusal{Text: model.Text{ZH: "有任务正在运行；请在其结束后再试。", EN: "A job is under way; try again when it has ended."}}
	}
	return d.receipt(e), err
}

// Receipts are those of all erasures.
func (d *privacyDesk) Receipts(ctx context.Context, p model.Principal) ([]web.Receipt, error) {
	found, err := d.engine.Store.Erasures(ctx, p)
	out := make([]web.Receipt, len(found))
	for i, e := range found {
		out[i] = d.receipt(e)
	}
	return out, err
}

// Receipt is one of them, with the customers that its records belong to today.
func (d *privacyDesk) Receipt(ctx context.Context, p model.Principal, id string) (web.Receipt, error) {
	e, err := d.engine.Store.ErasureByID(ctx, p, id)
	if err != nil {
		return web.Receipt{}, err
	}
	r := d.receipt(e)
	for i, record := range r.Records { // those that were not taken whole still belong to a customer
		c, err := d.engine.Store.CustomerByRef(ctx, p, record.Ref)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return web.Receipt{}, err
		}
		r.Records[i].Entity = c.Entity
	}
	return r, nil
}

func (d *privacyDesk) receipt(e store.Erasure) web.Receipt {
	r := web.Receipt{ID: e.ID, By: e.Author, Reason: e.Reason, At: e.At, Released: e.Released}
	for _, table := range slices.Sorted(maps.Keys(e.Found)) {
		r.Found = append(r.Found, web.PersonPlace{What: privacy.Label(table), Where: table, Texts: int(e.Found[table])})
	}
	for _, ref := range e.Records {
		r.Records = append(r.Records, web.PersonRecord{Ref: ref, System: systemOf(d.engine.Config, ref.Source)})
	}
	return r
}
