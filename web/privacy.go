package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
)

// Privacy finds and erases persons. What cannot be done is a Refusal.
type Privacy interface {
	FindPerson(ctx context.Context, p model.Principal, ask PersonAsk) (Person, error)
	// PersonFile is all that is stored of the person: xlsx, csv or json. It stands in
	// the audit log.
	PersonFile(ctx context.Context, p model.Principal, lang string, ask PersonAsk, format string) ([]byte, error)
	ErasePerson(ctx context.Context, p model.Principal, ask PersonAsk, reason string) (Receipt, error)
	// Receipts are those of all erasures, newest first.
	Receipts(ctx context.Context, p model.Principal) ([]Receipt, error)
	Receipt(ctx context.Context, p model.Principal, id string) (Receipt, error)
}

// PersonAsk is whom it is about, each a list of texts.
type PersonAsk struct{ Phones, Emails, Identifiers, Names, Records, Except []string }

// Person is where the data of somebody stand; none of them are in it.
type Person struct {
	Own, Near []PersonRecord // erased as a whole; lose only what is of the person
	Places    []PersonPlace
	Texts     int
	Audit     int // lines of the audit log that name the records
}

// Empty says whether nothing was found.
func (p Person) Empty() bool { return len(p.Own)+len(p.Near)+len(p.Places) == 0 }

// PersonRecord is a record of a source that holds the person.
type PersonRecord struct {
	Ref    model.Ref
	System string // kind of system, "" when it is not configured now
	Entity string
}

// PersonPlace is how many texts stand, or stood, somewhere.
type PersonPlace struct {
	What  model.Text
	Where string // table and column, or table
	Texts int
	Page  string // where the console shows such things, "" nowhere; the console fills it in
}

// placePages are the pages that show what the tables hold, and who may open them.
var placePages = map[string]navLink{
	"raw_record": {"/connections", "", access.ConnectionsRead}, "reject": {"/dead", "", access.DeadRead}, "customer": {"/customers", "", access.CustomersRead},
	"record_quality": {"/quality", "", access.QualityRead}, "business_doc": {"/customers", "", access.CustomersRead}, "activity": {"/customers", "", access.CustomersRead},
	"entity": {"/customers", "", access.CustomersRead}, "entity_value": {"/customers", "", access.CustomersRead}, "value_override": {"/customers", "", access.CustomersRead},
	"member": {"/customers", "", access.CustomersRead}, "edge": {"/hierarchy", "", access.HierarchyRead}, "holding": {"/hierarchy", "", access.HierarchyRead},
	"link_decision": {"/hierarchy", "", access.HierarchyRead}, "journal": {"/customers", "", access.CustomersRead}, "decision": {"/review/history", "", access.ReviewRead},
	"doubt": {"/review", "", access.ReviewRead}, "review_skip": {"/review", "", access.ReviewRead}, "tier": {"/customers", "", access.CustomersRead}, "pin": {"/policy", "", access.PolicyRead},
	"plan": {"/plans", "", access.PlanRead}, "plan_row": {"/plans", "", access.PlanRead}, "plan_approval": {"/plans", "", access.PlanRead},
	"ledger": {"/runs", "", access.RunsRead}, "drift": {"/runs", "", access.RunsRead}, "run": {"/runs", "", access.RunsRead}, "policy_trial": {"/policy", "", access.PolicyRead},
	"report_delivery": {"/exports", "", access.ExportMake}, "report_sending": {"/exports", "", access.ExportMake}, "export_file": {"/exports", "", access.ExportMake},
	"erasure": {"/privacy", "", access.PrivacyManage},
}

// linked are places with the pages that the visitor may open.
func (v *visit) linked(places []PersonPlace) []PersonPlace {
	out := slices.Clone(places)
	for i := range out {
		table, _, _ := strings.Cut(out[i].Where, ".")
		if page, ok := placePages[table]; ok && v.May(page.may) {
			out[i].Page = page.path
		}
	}
	return out
}

// Receipt is what stays of an erasure.
type Receipt struct {
	ID, By, Reason string
	At, Released   time.Time
	Found          []PersonPlace
	Records        []PersonRecord // that the sources hold still
}

// privacyView is the form, the receipts, and what was found for the form.
type privacyView struct {
	Ask      map[string]string // the fields as they were filled in
	Found    *Person
	Receipts []Receipt
}

// Formats are the buttons for files.
func (privacyView) Formats() []string { return formats }

// personFields are the fields of the form; each holds a value a line.
var personFields = []string{"phone", "email", "identifier", "name", "record", "except"}

// asked reads the form. It is never in an address: addresses are kept in logs.
func (v *visit) asked() (PersonAsk, map[string]string) {
	fields, lists := map[string]string{}, map[string][]string{}
	for _, name := range personFields {
		fields[name] = v.form(name)
		for line := range strings.Lines(fields[name]) {
			if line = strings.TrimSpace(line); line != "" {
				lists[name] = append(lists[name], line)
			}
		}
	}
	return PersonAsk{lists["phone"], lists["email"], lists["identifier"], lists["name"], lists["record"], lists["except"]}, fields
}

func (c *Console) privacyPage(v *visit) error {
	list, err := c.Privacy.Receipts(v.ctx(), v.Principal())
	if err != nil {
		return err
	}
	return v.show("privacy", privacyView{Receipts: list})
}

// aboutPerson answers a form about somebody: what act says, or the form again with what
// was found and why not.
func (v *visit) aboutPerson(act func(ask PersonAsk, found Person) error) error {
	ask, fields := v.asked()
	data := privacyView{Ask: fields}
	found, err := v.Privacy.FindPerson(v.ctx(), v.Principal(), ask)
	if err == nil {
		found.Places = v.linked(found.Places)
		data.Found = &found
		err = act(ask, found)
	}
	if text, refused := v.refusal(err); refused {
		return v.refuse("privacy", text, data)
	}
	return err
}

func (c *Console) findPerson(v *visit) error {
	return v.aboutPerson(func(_ PersonAsk, found Person) error {
		_, fields := v.asked()
		return v.show("privacy", privacyView{Ask: fields, Found: &found})
	})
}

func (c *Console) exportPerson(v *visit) error {
	format := v.form("format")
	if contentTypes[format] == "" {
		return errNotFound
	}
	return v.aboutPerson(func(ask PersonAsk, _ Person) error {
		body, err := c.Privacy.PersonFile(v.ctx(), v.Principal(), v.Lang, ask, format)
		if err != nil {
			return err
		}
		h := v.w.Header()
		h.Set("Content-Type", contentTypes[format])
		h.Set("Content-Disposition", `attachment; filename="person.`+format+`"`)
		_, _ = v.w.Write(body) // the browser may be gone
		return nil
	})
}

// erasePerson is the second step: it wants a reason, a tick, and that what is there is
// what was shown.
func (c *Console) erasePerson(v *visit) error {
	return v.aboutPerson(func(ask PersonAsk, found Person) error {
		switch {
		case v.form("reason") == "":
			return errNoReason
		case v.form("sure") == "":
			return &Refusal{Text: model.Text{ZH: "请勾选确认：删除不能撤回。", EN: "Tick that you are sure: an erasure cannot be taken back."}}
		case v.form("texts") != strconv.Itoa(found.Texts):
			return &Refusal{Text: model.Text{ZH: "存储在此期间有变化；请再看一遍下面的内容。", EN: "The store has changed meanwhile; look at it once more."}}
		}
		r, err := c.Privacy.ErasePerson(v.ctx(), v.Principal(), ask, v.form("reason"))
		if err != nil {
			return err
		}
		return v.redirect("/privacy/receipts/"+url.PathEscape(r.ID), "privacy.done")
	})
}

func (c *Console) receiptPage(v *visit) error {
	r, err := c.Privacy.Receipt(v.ctx(), v.Principal(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	r.Found = v.linked(r.Found)
	return v.render(http.StatusOK, "receipt", view{Title: v.text("receipt.title", r.ID), Data: r})
}
