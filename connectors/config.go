package connectors

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Config holds the resolved options of one source: secrets are already read,
// defaults already filled in, types already checked by Resolve.
type Config struct {
	Options map[string]any
	// Objects holds the object options by object name.
	Objects map[string]map[string]any
}

// Texts calls fn for every text among the options, however deep it lies.
func (c Config) Texts(fn func(string)) {
	eachText(c.Options, fn)
	for _, o := range c.Objects {
		eachText(o, fn)
	}
}

func eachText(v any, fn func(string)) {
	switch v := v.(type) {
	case string:
		fn(v)
	case []string:
		for _, s := range v {
			fn(s)
		}
	case []any:
		for _, e := range v {
			eachText(e, fn)
		}
	case map[string]any:
		for _, e := range v {
			eachText(e, fn)
		}
	}
}

// String reads a text option; "" when it is not set.
func (c Config) String(name string) string { return asString(c.Options[name]) }

// Int reads a number option.
func (c Config) Int(name string) int { n, _ := c.Options[name].(int); return n }

// Bool reads a switch.
func (c Config) Bool(name string) bool { b, _ := c.Options[name].(bool); return b }

// Duration reads a duration option.
func (c Config) Duration(name string) time.Duration {
	d, _ := c.Options[name].(time.Duration)
	return d
}

// List reads a list of texts.
func (c Config) List(name string) []string { l, _ := c.Options[name].([]string); return l }

// Map reads a map of texts.
func (c Config) Map(name string) map[string]string {
	m, _ := c.Options[name].(map[string]string)
	return m
}

// Tree reads keys with values of any shape: nil, string, bool, json.Number, []any
// and map[string]any.
func (c Config) Tree(name string) map[string]any {
	m, _ := c.Options[name].(map[string]any)
	return m
}

// Object gives the options of one object as a Config of its own.
func (c Config) Object(name string) Config { return Config{Options: c.Objects[name]} }

// ObjectNames lists the configured objects in order.
func (c Config) ObjectNames() []string {
	var out []string
	for name := range c.Objects {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func asString(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return ""
}

// OptionError names the option that is missing or wrong.
type OptionError struct {
	Object string // "" for an option of the connection
	Option string
	Reason string
}

// Error names the option and what is wrong with it, never its value.
func (e *OptionError) Error() string {
	name := e.Option
	if e.Object != "" {
		name = "objects." + e.Object + "." + e.Option
	}
	return fmt.Sprintf("option %q: %s", name, e.Reason)
}

// Resolve checks raw options against the type's list, converts them and fills
// in defaults. All errors are returned, each an *OptionError.
func (t Type) Resolve(options map[string]any, objects map[string]map[string]any) (Config, []error) {
	cfg := Config{Objects: map[string]map[string]any{}}
	var errs []error
	cfg.Options, errs = resolve(t.Options, options, "")
	for name, raw := range objects {
		o, more := resolve(t.ObjectOptions, raw, name)
		cfg.Objects[name] = o
		errs = append(errs, more...)
	}
	return cfg, errs
}

func resolve(list []Option, raw map[string]any, object string) (map[string]any, []error) {
	out := map[string]any{}
	var errs []error
	fail := func(name, format string, args ...any) {
		errs = append(errs, &OptionError{Object: object, Option: name, Reason: fmt.Sprintf(format, args...)})
	}
	known := map[string]bool{}
	for _, o := range list {
		known[o.Name] = true
		v, ok := raw[o.Name]
		if !ok || v == nil || v == "" {
			switch {
			case o.Required:
				fail(o.Name, "is required: %s", o.Help)
			case o.Default != nil:
				out[o.Name] = o.Default
			}
			continue
		}
		val, err := o.convert(v)
		if err != nil {
			fail(o.Name, "%v", err)
			continue
		}
		out[o.Name] = val
	}
	for name := range raw {
		if !known[name] {
			fail(name, "is not known; known are %s", optionNames(list))
		}
	}
	return out, errs
}

func optionNames(list []Option) string {
	var names []string
	for _, o := range list {
		names = append(names, o.Name)
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
