package jiandaoyun

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/tierloop/tierloop/connectors"
)

// apps lists every app that the key may see.
func (c *conn) apps(ctx context.Context, op string) (appsAnswer, error) {
	var all appsAnswer
	for {
		var a appsAnswer
		err := c.rest.JSON(ctx, c.call(op, form{}, appsPath, appsRequest{Limit: maxPage, Skip: len(all.Apps)}, true), &a)
		if err != nil {
			return all, err
		}
		all.Apps = append(all.Apps, a.Apps...)
		if len(a.Apps) < maxPage {
			return all, nil
		}
	}
}

func (c *conn) formsIn(ctx context.Context, app string) (formsAnswer, error) {
	var all formsAnswer
	for {
		var a formsAnswer
		err := c.rest.JSON(ctx, c.call("describe", form{}, formsPath, formsRequest{AppID: app, Limit: maxPage, Skip: len(all.Forms)}, true), &a)
		if err != nil {
			return all, err
		}
		all.Forms = append(all.Forms, a.Forms...)
		if len(a.Forms) < maxPage {
			return all, nil
		}
	}
}

// Objects lists the forms of every app: first the configured ones under their
// names, then the others as "APP_ID/ENTRY_ID". What a form means only its
// tenant knows, so no role is given.
func (c *conn) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	apps, err := c.apps(ctx, "describe")
	if err != nil {
		return nil, err
	}
	names := map[formRef][]string{}
	for _, name := range c.objects {
		ref := c.forms[name].formRef
		names[ref] = append(names[ref], name)
	}
	var known, others []connectors.ObjectInfo
	for _, app := range apps.Apps {
		list, err := c.formsIn(ctx, app.ID)
		if err != nil {
			return nil, err
		}
		for _, f := range list.Forms {
			label := app.Name + " / " + f.Name
			ref := formRef{AppID: app.ID, EntryID: f.EntryID}
			for _, name := range names[ref] {
				known = append(known, connectors.ObjectInfo{Name: name, Label: label})
			}
			if names[ref] == nil {
				others = append(others, connectors.ObjectInfo{Name: ref.AppID + "/" + ref.EntryID, Label: label})
			}
		}
	}
	return append(known, others...), nil
}

// Describe asks the system anew. Fields stand under their ids, the alias in
// brackets behind the label; the fields of side forms follow as logical ones.
func (c *conn) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	s, err := c.ask(ctx, "describe", object)
	if err != nil {
		return connectors.Schema{}, err
	}
	out := connectors.Schema{Object: object}
	for _, f := range s.fields {
		out.Fields = append(out.Fields, f.described("", ""))
		for _, item := range f.items {
			column := item.described(f.id+".", f.label+" / ")
			column.Target, column.ReadOnly = false, true
			out.Fields = append(out.Fields, column)
		}
	}
	for _, name := range s.system {
		out.Fields = append(out.Fields, connectors.Field{Name: name, Label: name, Type: systemType(name), Native: "system", ReadOnly: true})
	}
	if s.key != "" {
		return out, nil
	}
	for _, name := range slices.Sorted(maps.Keys(c.forms)) {
		if c.forms[name].key == "" {
			continue
		}
		side, err := c.ask(ctx, "describe", name)
		if err != nil {
			return out, err
		}
		key, err := side.keyField("describe")
		if err != nil {
			return out, err
		}
		for _, f := range side.fields {
			if one := f.described(sidePrefix+name+".", name+" / "); one.Target && f.id != key.id {
				out.Fields = append(out.Fields, one)
			}
		}
	}
	return out, nil
}

func systemType(name string) connectors.FieldType {
	switch name {
	case "createTime", "updateTime", "deleteTime":
		return connectors.TypeTime
	case "_id", "appId", "entryId":
		return connectors.TypeText
	}
	return connectors.TypeOther
}

// native maps the vendor's type words; what is missing is TypeOther.
var native = map[string]connectors.FieldType{
	"text": connectors.TypeText, "textarea": connectors.TypeText, "sn": connectors.TypeText,
	"radiogroup": connectors.TypeChoice, "combo": connectors.TypeChoice, "number": connectors.TypeNumber, "datetime": connectors.TypeTime,
	"checkboxgroup": connectors.TypeList, "combocheck": connectors.TypeList, "usergroup": connectors.TypeList, "deptgroup": connectors.TypeList,
	"subform": connectors.TypeList, "image": connectors.TypeList, "upload": connectors.TypeList, "lookup": connectors.TypeReference, "linkdata": connectors.TypeReference,
}

func (f field) described(prefix, before string) connectors.Field {
	out := connectors.Field{Name: prefix + f.id, Label: before + f.label, Type: native[f.kind], Native: f.kind, Custom: true}
	if f.name != f.id {
		out.Label += fmt.Sprintf(" (%s)", f.name)
	}
	if out.Type == "" {
		out.Type = connectors.TypeOther
	}
	out.Target = targets[f.kind]
	out.ReadOnly = f.kind == "sn" || f.kind == "linkdata" || f.kind == "aggregation" || f.kind == "signature"
	return out
}
