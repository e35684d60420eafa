package demo

import (
	"embed"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
)

//go:embed files/*.yaml
var files embed.FS

// Link is one configured connection of the demo's folder.
type Link struct {
	Name, Type, Unit string
	Options          map[string]any
	Secret           map[string]bool // options that are written to files of their own
	Objects          map[string]map[string]any
}

type keyValue struct{ Key, Value string }

// WriteFolder writes configuration, mappings, policy, secrets and the file drop.
func (d *Data) WriteFolder(dir string, links []Link) error {
	type system struct {
		Name, Type, Unit string
		Options          []keyValue
		Objects          []string
	}
	var systems []system
	for _, l := range links {
		s := system{Name: l.Name, Type: l.Type, Unit: l.Unit}
		for _, name := range slices.Sorted(maps.Keys(l.Options)) {
			text := fmt.Sprint(l.Options[name])
			if l.Secret[name] {
				path := "secrets/" + l.Name + "-" + name
				if err := save(dir, path, []byte(text)); err != nil {
					return err
				}
				text = "${file:" + path + "}"
			}
			s.Options = append(s.Options, keyValue{name, fmt.Sprintf("%q", text)})
		}
		for _, name := range slices.Sorted(maps.Keys(l.Objects)) {
			var parts []string
			for _, k := range slices.Sorted(maps.Keys(l.Objects[name])) {
				parts = append(parts, fmt.Sprintf("%s: %v", k, quoted(l.Objects[name][k])))
			}
			s.Objects = append(s.Objects, fmt.Sprintf("%s: {%s}", name, strings.Join(parts, ", ")))
		}
		mapping, err := files.ReadFile("files/" + l.Type + ".yaml")
		if err == nil {
			err = save(dir, "mappings/"+l.Type+".yaml", mapping)
		}
		if err != nil {
			return err
		}
		systems = append(systems, s)
	}
	text, err := files.ReadFile("files/tierloop.yaml")
	if err != nil {
		return err
	}
	t, err := template.New("tierloop.yaml").Parse(string(text))
	if err != nil {
		return err
	}
	var out strings.Builder
	if err := t.Execute(&out, map[string]any{"Units": d.Units, "Systems": systems}); err != nil {
		return err
	}
	policy, err := files.ReadFile("files/policy.yaml")
	if err != nil {
		return err
	}
	customers, orders, err := d.unit("parts").Files()
	if err != nil {
		return err
	}
	for _, f := range []struct {
		path string
		body []byte
	}{{"tierloop.yaml", []byte(out.String())}, {"policy.yaml", policy}, {"inbox/customers-2026.csv", customers}, {"inbox/orders-2026.csv", orders}} {
		if err := save(dir, f.path, f.body); err != nil {
			return err
		}
	}
	return nil
}

func quoted(v any) string {
	switch v := v.(type) {
	case []string:
		return "[" + strings.Join(v, ", ") + "]"
	case bool, int:
		return fmt.Sprint(v)
	}
	return fmt.Sprintf("%q", fmt.Sprint(v))
}

func save(dir, path string, body []byte) error {
	path = filepath.Join(dir, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return os.WriteFile(path, body, 0o600)
}
