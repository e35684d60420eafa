package connectors

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// convert turns a value as YAML or a flag gives it into the option's Go type:
// string, int, bool, time.Duration, []string, map[string]string or map[string]any.
func (o Option) convert(v any) (any, error) {
	switch o.Type {
	case OptInt:
		n, err := strconv.Atoi(fmt.Sprint(v))
		if err != nil {
			return nil, errors.New("want a whole number")
		}
		return n, nil
	case OptBool:
		b, err := strconv.ParseBool(fmt.Sprint(v))
		if err != nil {
			return nil, errors.New("want true or false")
		}
		return b, nil
	case OptDuration:
		d, err := time.ParseDuration(fmt.Sprint(v))
		if err != nil || d < 0 {
			return nil, errors.New(`want a duration such as "30s" or "2h"`)
		}
		return d, nil
	case OptURL:
		s := fmt.Sprint(v)
		u, err := url.Parse(s)
		if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return nil, errors.New("want a URL such as https://host/path")
		}
		return strings.TrimRight(s, "/"), nil
	case OptChoice:
		s := fmt.Sprint(v)
		if !slices.Contains(o.Choices, s) {
			return nil, fmt.Errorf("want one of %s", strings.Join(o.Choices, ", "))
		}
		return s, nil
	case OptList:
		return toList(v)
	case OptMap:
		return toMap(v)
	case OptTree:
		tree, ok := v.(map[string]any)
		if !ok {
			return nil, errors.New("want keys with values")
		}
		return tree, nil
	default:
		switch v.(type) {
		case []any, map[string]any:
			return nil, errors.New("want a single value")
		}
		return fmt.Sprint(v), nil
	}
}

func toList(v any) (any, error) {
	switch t := v.(type) {
	case []string:
		return t, nil
	case []any:
		var out []string
		for _, e := range t {
			out = append(out, fmt.Sprint(e))
		}
		return out, nil
	case string:
		return strings.Split(t, ","), nil
	}
	return nil, errors.New("want a list")
}

func toMap(v any) (any, error) {
	switch t := v.(type) {
	case map[string]string:
		return t, nil
	case map[string]any:
		out := map[string]string{}
		for k, e := range t {
			out[k] = fmt.Sprint(e)
		}
		return out, nil
	}
	return nil, errors.New("want a map")
}
