package jiandaoyun

import (
	"regexp"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// form is where an object's records are.
type form struct {
	object string
	formRef
	key string // of a side form: its field that holds the customer's id
}

// hexID is the form of all ids: of apps, forms and records.
var hexID = regexp.MustCompile(`^[0-9a-f]{24}$`)

func formsOf(cfg connectors.Config) (map[string]form, error) {
	out := map[string]form{}
	for _, name := range cfg.ObjectNames() {
		o := cfg.Object(name)
		f := form{object: name, formRef: formRef{AppID: o.String("app_id"), EntryID: o.String("entry_id")}, key: o.String("key")}
		for option, id := range map[string]string{"app_id": f.AppID, "entry_id": f.EntryID} {
			if !hexID.MatchString(id) {
				return nil, &connectors.OptionError{Object: name, Option: option, Reason: "want 24 hexadecimal digits, as in the form's address"}
			}
		}
		out[name] = f
	}
	return out, nil
}

// form finds an object: one of the configuration, or "APP_ID/ENTRY_ID" as
// discovery names a form that is not in it.
func (c *conn) form(op, object string) (form, error) {
	if f, ok := c.forms[object]; ok {
		return f, nil
	}
	if app, entry, ok := strings.Cut(object, "/"); ok && hexID.MatchString(app) && hexID.MatchString(entry) {
		return form{object: object, formRef: formRef{AppID: app, EntryID: entry}}, nil
	}
	e := &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: object, Said: "no form is configured under this name",
		Fix: "Add it to objects of the source, with app_id and entry_id; discover lists the forms."}
	e.SayNearest(object, c.objects)
	return form{}, e
}

// call is one request on a form.
func (c *conn) call(op string, f form, path string, body any, idempotent bool) rest.Call {
	return rest.Call{Op: op, Object: f.object, Endpoint: path, Path: "/v5/" + path, JSON: body, Idempotent: idempotent}
}
