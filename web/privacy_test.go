package web_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/web"
)

// fakePrivacy knows one person, by one phone.
type fakePrivacy struct{ erased []string }

var receipt = web.Receipt{ID: "ER-1", By: "chief", Reason: "asked by mail", At: morning, Found: []web.PersonPlace{{What: model.Text{ZH: "来源客户", EN: "source records"}, Where: "customer", Texts: 3}, {What: model.Text{ZH: "参考数据", EN: "reference data"}, Where: "reference_record", Texts: 1}},
	Records: []web.PersonRecord{{Ref: model.Ref{Source: "crm", Object: "Contact", ID: "p1"}, System: "salesforce"}, {Ref: model.Ref{Source: "crm", Object: "Account", ID: "1"}, System: "salesforce", Entity: "G1"}}}

func (*fakePrivacy) FindPerson(_ context.Context, _ model.Principal, ask web.PersonAsk) (web.Person, error) {
	if len(ask.Phones) == 0 {
		return web.Person{}, &web.Refusal{Text: model.Text{ZH: "请至少填写一项", EN: "fill in a field"}}
	}
	if ask.Phones[0] != "13812342046" {
		return web.Person{}, nil
	}
	return web.Person{Own: receipt.Records[:1], Near: []web.PersonRecord{{Ref: model.Ref{Source: "crm", Object: "Account", ID: "1"}, Entity: "G1"}},
		Places: []web.PersonPlace{{What: model.Text{ZH: "来源客户", EN: "source records"}, Where: "customer.doc", Texts: 3}}, Texts: 3, Audit: 2}, nil
}

func (*fakePrivacy) PersonFile(_ context.Context, p model.Principal, _ string, ask web.PersonAsk, format string) ([]byte, error) {
	return fmt.Appendf(nil, "%s as %s for %s", ask.Phones, format, p.Name), nil
}

func (f *fakePrivacy) ErasePerson(_ context.Context, p model.Principal, ask web.PersonAsk, reason string) (web.Receipt, error) {
	f.erased = append(f.erased, fmt.Sprint(p.Name, ask.Phones, reason))
	return receipt, nil
}

func (*fakePrivacy) Receipts(context.Context, model.Principal) ([]web.Receipt, error) {
	return []web.Receipt{receipt}, nil
}

func (*fakePrivacy) Receipt(_ context.Context, _ model.Principal, id string) (web.Receipt, error) {
	if id != "ER-1" {
		return web.Receipt{}, report.ErrNotFound
	}
	return receipt, nil
}

func TestAPersonIsErasedInTwoSteps(t *testing.T) {
	f := &fakePrivacy{}
	w := newWorld(t, func(o *web.Options) { o.Privacy = f })
	w.account(access.Person{Name: "chief", Role: model.Admin})
	chief := w.as("chief")
	has := func(got answer, status int, texts ...string) {
		t.Helper()
		if got.status != status || strings.Contains(got.body, "⟦") {
			t.Errorf("status %d, want %d\n%s", got.status, status, got.body)
		}
		for _, text := range texts {
			if !strings.Contains(got.body, text) {
				t.Errorf("the page lacks %q", text)
			}
		}
	}
	has(chief.get("/privacy"), http.StatusOK, "ER-1", "asked by mail", `name="phone"`)
	has(chief.post("/privacy/find"), http.StatusUnprocessableEntity, "fill in a field")
	has(chief.post("/privacy/find", "phone", "13900000000"), http.StatusOK, "holds nothing")
	has(chief.post("/privacy/find", "phone", " 13812342046 \n"), http.StatusOK, "crm/Contact/p1", "takes it whole", "customer.doc", `<a href="/customers">source records</a>`, `name="texts" value="3"`, "salesforce", "/customers/G1")
	has(chief.post("/privacy/export", "phone", "13812342046", "format", "csv"), http.StatusOK, "[13812342046] as csv for chief")
	has(chief.post("/privacy/export", "phone", "13812342046", "format", "exe"), http.StatusNotFound)

	for want, form := range map[string][]string{
		"A reason is needed":     {"texts", "3", "sure", "1"},
		"Tick that you are sure": {"texts", "3", "reason", "asked"},
		"has changed meanwhile":  {"texts", "2", "sure", "1", "reason", "asked"},
		"fill in a field":        {"phone", "", "texts", "3", "sure", "1", "reason", "asked"},
	} {
		if form[0] != "phone" {
			form = append(form, "phone", "13812342046")
		}
		has(chief.post("/privacy/erase", form...), http.StatusUnprocessableEntity, want)
	}
	if len(f.erased) != 0 {
		t.Fatalf("erased without a yes: %v", f.erased)
	}
	got := chief.post("/privacy/erase", "phone", "13812342046", "texts", "3", "sure", "1", "reason", "asked")
	if got.status != http.StatusSeeOther || got.header.Get("Location") != "/privacy/receipts/ER-1" || len(f.erased) != 1 || f.erased[0] != "chief[13812342046]asked" {
		t.Errorf("erased %v: status %d to %s", f.erased, got.status, got.header.Get("Location"))
	}
	has(chief.get("/privacy/receipts/ER-1"), http.StatusOK, "Receipt ER-1", "asked by mail", "crm/Contact/p1", "Erased.",
		`<a href="/customers">source records</a>`, `<th scope="row">reference data</th>`, `<a href="/connections">salesforce</a>`, `href="/customers/G1"`)
	has(chief.get("/privacy/receipts/ER-2"), http.StatusNotFound)
}

// Behind a mask looks who gives a reason, within its units, and the log knows it.
func TestAMaskIsTakenOffForAReason(t *testing.T) {
	w := newWorld(t)
	w.business()
	w.account(access.Person{Name: "east", Role: model.Viewer, Units: []string{"east"}, Masked: access.Mask(model.Viewer)})
	w.account(access.Person{Name: "far", Role: model.Viewer, Units: []string{"nowhere"}, Masked: access.Mask(model.Viewer)})
	w.account(access.Person{Name: "ana", Role: model.Analyst, Masked: access.Mask(model.Analyst)})
	east := w.as("east")
	const clear = "862112345678"
	if page := east.get("/customers/G1").body; strings.Contains(page, clear) || !strings.Contains(page, "21••••5678") || !strings.Contains(page, "/customers/G1/reveal") {
		t.Errorf("the masked page:\n%s", page)
	}
	if got := east.post("/customers/G1/reveal", "reason", " "); got.status != http.StatusUnprocessableEntity || strings.Contains(got.body, clear) {
		t.Errorf("without a reason: status %d", got.status)
	}
	got := east.post("/customers/G1/reveal", "reason", "the customer asked for a call")
	if got.status != http.StatusOK || !strings.Contains(got.body, clear) || !strings.Contains(got.body, "29 more") || strings.Contains(got.body, "erp/customer/7") || strings.Contains(got.body, "⟦") {
		t.Errorf("with a reason: status %d\n%s", got.status, got.body)
	}
	if page := east.get("/customers/G1").body; strings.Contains(page, clear) {
		t.Error("the mask stays off")
	}
	log, err := w.db.AuditLog(ctx, model.SystemPrincipal(), 0, 1)
	if err != nil || log[0].Action != "unmask" || log[0].Actor != "east" || log[0].Subject != "entity G1" || !strings.Contains(log[0].Detail, "asked for a call") {
		t.Errorf("the log says %+v, %v", log, err)
	}
	if got := w.as("far").post("/customers/G1/reveal", "reason", "curious"); got.status != http.StatusNotFound {
		t.Errorf("another unit's customer: status %d", got.status)
	}
	ana := w.as("ana")
	if got := ana.post("/customers/G1/reveal", "reason", "curious"); got.status != http.StatusForbidden || strings.Contains(ana.get("/customers/G1").body, "/reveal") {
		t.Errorf("an analyst: status %d", got.status)
	}
	for range 29 {
		east.post("/customers/G1/reveal", "reason", "again")
	}
	if got := east.post("/customers/G1/reveal", "reason", "again"); got.status != http.StatusUnprocessableEntity || strings.Contains(got.body, clear) {
		t.Errorf("the 31st look in an hour: status %d", got.status)
	}
}
