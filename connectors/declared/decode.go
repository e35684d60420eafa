package declared

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"github.com/tierloop/tierloop/connectors"
)

// problem is what is wrong at a path of a description.
type problem struct{ path, reason string }

// decoder reads trees into structs, strictly: a key that no field has, or a value
// of another type, is a problem.
type decoder struct{ problems []problem }

func (d *decoder) fail(path, format string, args ...any) {
	d.problems = append(d.problems, problem{path, fmt.Sprintf(format, args...)})
}

// tree reads the keys of v into the struct that into points to.
func (d *decoder) tree(path string, v map[string]any, into any) {
	d.fields(path, v, reflect.ValueOf(into).Elem())
}

func (d *decoder) fields(path string, v map[string]any, into reflect.Value) {
	slots := map[string]reflect.Value{}
	collect(into, slots)
	for key, e := range v {
		slot, ok := slots[key]
		if !ok {
			names := make([]string, 0, len(slots))
			for name := range slots {
				names = append(names, name)
			}
			slices.Sort(names)
			d.fail(path+"."+key, "is not known; %s", connectors.DidYouMean(key, names))
			continue
		}
		if e != nil {
			d.value(path+"."+key, e, slot)
		}
	}
}

// collect finds the fields of a struct by their keys, those of embedded ones too.
func collect(v reflect.Value, slots map[string]reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			collect(v.Field(i), slots)
			continue
		}
		slots[f.Tag.Get("key")] = v.Field(i)
	}
}

func (d *decoder) value(path string, v any, into reflect.Value) {
	switch into.Interface().(type) {
	case string:
		if text, ok := scalar(v); ok {
			into.SetString(text)
			return
		}
		d.fail(path, "wants a text")
		return
	case int, *int:
		n, err := strconv.Atoi(connectors.TextOf(v))
		switch {
		case err != nil || n < 0:
			d.fail(path, "wants a whole number")
		case into.Kind() == reflect.Pointer:
			into.Set(reflect.ValueOf(&n))
		default:
			into.SetInt(int64(n))
		}
		return
	case bool:
		b, err := strconv.ParseBool(connectors.TextOf(v))
		if err != nil {
			d.fail(path, "wants true or false")
		}
		into.SetBool(b)
		return
	case []string:
		d.list(path, v, into)
		return
	}
	switch tree, isTree := v.(map[string]any); into.Kind() {
	case reflect.Slice:
		rows, ok := v.([]any)
		if !ok {
			d.fail(path, "wants a list")
			return
		}
		into.Set(reflect.MakeSlice(into.Type(), len(rows), len(rows)))
		for i, row := range rows {
			d.value(fmt.Sprintf("%s[%d]", path, i), row, into.Index(i))
		}
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		d.value(path, v, into.Elem())
	case reflect.Struct:
		text, isText := v.(string)
		switch {
		case isTree:
			d.fields(path, tree, into)
		case isText && into.Type() == reflect.TypeFor[fieldRule]():
			into.Set(reflect.ValueOf(fieldRule{Path: text}))
		default:
			d.fail(path, "wants keys with values")
		}
	case reflect.Map:
		if !isTree {
			d.fail(path, "wants keys with values")
			return
		}
		into.Set(reflect.MakeMap(into.Type()))
		for key, e := range tree {
			one := reflect.New(into.Type().Elem()).Elem()
			if one.Kind() == reflect.Interface { // any shape
				if e != nil {
					one.Set(reflect.ValueOf(e))
				}
			} else {
				d.value(path+"."+key, e, one)
			}
			into.SetMapIndex(reflect.ValueOf(key), one)
		}
	}
}

// list reads a list of texts, or one of them.
func (d *decoder) list(path string, v any, into reflect.Value) {
	rows, isList := v.([]any)
	if !isList {
		rows = []any{v}
	}
	var out []string
	for i, row := range rows {
		text, ok := scalar(row)
		if !ok {
			d.fail(fmt.Sprintf("%s[%d]", path, i), "wants a text")
		}
		out = append(out, text)
	}
	into.Set(reflect.ValueOf(out))
}

func scalar(v any) (string, bool) {
	switch v.(type) {
	case string, bool, json.Number, int, int64, float64:
		return connectors.TextOf(v), true
	}
	return "", false
}
