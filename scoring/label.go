package scoring

import "github.com/tierloop/tierloop/model"

// Label is a name in both languages. A policy writes one text for both or
// {zh: …, en: …}; the language left out shows the other one.
type Label struct {
	ZH string `yaml:"zh,omitempty" json:"zh,omitempty"`
	EN string `yaml:"en,omitempty" json:"en,omitempty"`
}

// UnmarshalYAML reads either form.
func (l *Label) UnmarshalYAML(decode func(any) error) error {
	var one string
	if decode(&one) == nil {
		*l = Label{ZH: one, EN: one}
		return nil
	}
	type plain Label // has no UnmarshalYAML of its own
	var both plain
	if err := decode(&both); err != nil {
		return err
	}
	*l = Label(both)
	return nil
}

// text is the label as a message; fallback stands in when it is empty.
func (l Label) text(fallback string) model.Text {
	t := model.Text{ZH: l.ZH, EN: l.EN}
	if t.ZH == "" {
		t.ZH = t.EN
	}
	if t.EN == "" {
		t.EN = t.ZH
	}
	if t.ZH == "" {
		t = model.Text{ZH: fallback, EN: fallback}
	}
	return t
}
