package web

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/model"
)

// funcs are what templates can call, in one language.
func (c *Console) funcs(lang string) template.FuncMap {
	say := c.texts[lang].say
	return template.FuncMap{
		"t":        say,
		"asset":    c.assets.url,
		"moment":   func(t time.Time) string { return moment(t.In(c.Zone)) },
		"num":      number,
		"ref":      breakable,
		"took":     func(d time.Duration) string { return took(say, d) },
		"text":     func(t model.Text) string { return t.In(lang) },
		"tr":       func(prefix string, v any) string { return say(fmt.Sprintf("%s.%v", prefix, v)) },
		"unit":     c.unitLabel,
		"tier":     func(id string) string { return c.tierLabel(lang, id) },
		"step":     c.tierClass,
		"side":     func(s string) string { return sides[s] },
		"percent":  percent,
		"money":    func(a model.Amount) string { return money(a) },
		"currency": func() string { return c.Currency },
		"month":    monthText,
		"word":     func(code string) string { return c.Steward.Word(code).In(lang) },
		"label":    func(prefix, key string) string { return c.texts[lang].label(prefix, key) },
		"said":     func(text string) string { return c.Operator.Said(lang, text) },
		"value":    func(attribute, text string) string { return c.texts[lang].valueOf(attribute, text) },
		"sessions": func(list []sessionLine, action string) sessionTable { return sessionTable{list, action} },
	}
}

// breakable is the name of a record that a line may break after its slashes, and
// nowhere inside an id where there is room for it.
func breakable(name any) template.HTML {
	return template.HTML(strings.ReplaceAll(template.HTMLEscapeString(fmt.Sprint(name)), "/", "/<wbr>"))
}

// moment is an instant as people read it; a dash when there is none.
func moment(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.Format("2006-01-02 15:04")
}

// money is an amount in whole units of its currency.
func money(a model.Amount) string {
	whole := (int64(a) + model.AmountScale/2) / model.AmountScale
	if a < 0 {
		whole = (int64(a) - model.AmountScale/2) / model.AmountScale
	}
	return number(whole)
}

// percent is a share with one decimal: 17.3 %.
func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', 1, 64) + " %" }

// decimal is the number of a table's cell, 0 of an empty one.
func decimal(cell string) float64 {
	v, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return 0
	}
	return v
}

// large are the units in which people speak of money, the larger first.
var large = map[string][2]float64{"zh": {1e8, 1e4}, "en": {1e9, 1e6}}

// spoken is an amount as people say it: 9.47 亿, 947.0 m.
func (v *visit) spoken(amount float64) string {
	switch of := large[v.Lang]; {
	case math.Abs(amount) >= of[0]:
		return v.text("layout.large", number(strconv.FormatFloat(amount/of[0], 'f', 2, 64)))
	case math.Abs(amount) >= of[1]:
		return v.text("layout.middle", number(strconv.FormatFloat(amount/of[1], 'f', 1, 64)))
	}
	return number(strconv.FormatFloat(amount, 'f', 0, 64))
}

// number groups the digits before the point by thousands: 12,904.50. What is no
// plain number stays as it is.
func number(v any) string {
	s := fmt.Sprint(v)
	if _, err := strconv.ParseFloat(s, 64); err != nil || strings.ContainsAny(s, "eEinN") {
		return s
	}
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	whole, rest := s, ""
	if i := strings.IndexByte(s, '.'); i >= 0 {
		whole, rest = s[:i], s[i:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return sign + whole + rest
}

// took is a length of time in its two largest parts.
func took(say func(string, ...any) string, d time.Duration) string {
	switch {
	case d <= 0:
		return "—"
	case d < time.Minute:
		return say("layout.seconds", strconv.FormatFloat(d.Seconds(), 'f', 1, 64))
	case d < time.Hour:
		return say("layout.minutes", int(d.Minutes()), int(d.Seconds())%60)
	case d%time.Hour == 0:
		return say("layout.wholehours", int(d.Hours()))
	}
	return say("layout.hours", int(d.Hours()), int(d.Minutes())%60)
}

// sides are the signs by which a lever is read.
var sides = map[string]string{">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}
