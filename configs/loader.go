package configs

import (
	"fmt"
	"hash"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
)

// loader gathers findings while it reads, so that all are shown at once.
type loader struct {
	cfg      *Config
	sum      hash.Hash
	findings []Finding
}

// fail reports an error at a path of tierloop.yaml.
func (l *loader) fail(path, code, text, fix string) {
	l.report(model.Issue{Path: path, Severity: model.SeverityError, Code: code, Text: text, Fix: fix})
}

func (l *loader) report(i model.Issue) {
	l.findings = append(l.findings, l.cfg.doc.Locate("", []model.Issue{i})...)
}

// read parses one file and adds its bytes to the hash.
func (l *loader) read(path string, into any) (*Document, bool) {
	if data, err := os.ReadFile(path); err == nil {
		l.sum.Write(data)
	}
	doc, findings := ReadDocument(path, into)
	l.findings = append(l.findings, findings...)
	return doc, !HasErrors(findings)
}

func (l *loader) load(path string) {
	f := &l.cfg.File
	doc, ok := l.read(path, f)
	if !ok {
		return
	}
	l.cfg.doc = doc
	if f.Version != Version {
		l.fail("version", "E1014", fmt.Sprintf("version %q is not %q", f.Version, Version), "write version: "+Version)
	}
	l.group()
	if f.Store.DSN == "" {
		f.Store.DSN = "tierloop.db"
	}
	l.rules()
	if f.Policy == "" {
		l.fail("policy", "E1013", "policy is missing", "name the file of the tier policy")
	} else {
		l.policy(l.cfg.path(f.Policy))
	}
	l.sources()
	l.gates()
	l.jobs()
}

func (l *loader) group() {
	g := &l.cfg.File.Group
	if g.Name == "" {
		l.fail("group", "E1013", "group.name is missing", "write the name of the group")
	}
	if g.Timezone == "" {
		g.Timezone = "Asia/Shanghai"
	}
	loc, err := time.LoadLocation(g.Timezone)
	if err != nil {
		l.fail("group.timezone", "E1014", fmt.Sprintf("%q is no time zone", g.Timezone), "write an IANA name such as Asia/Shanghai")
		loc = time.UTC
	}
	l.cfg.Location = loc
	if g.Country == "" {
		g.Country = "CN"
	}
	if g.Language == "" {
		g.Language = "zh"
	}
	if g.Language != "zh" && g.Language != "en" {
		l.fail("group.language", "E1014", fmt.Sprintf("%q is neither zh nor en", g.Language), "write zh or en")
	}
}

func (l *loader) rules() {
	var issues []model.Issue
	l.cfg.Matcher, issues = matching.Compile(l.cfg.File.Matching)
	l.findings = append(l.findings, l.cfg.doc.Locate("matching", issues)...)
	l.cfg.Survivor, issues = master.Compile(l.cfg.File.Master)
	l.findings = append(l.findings, l.cfg.doc.Locate("master", issues)...)
}

func (l *loader) policy(path string) {
	var p scoring.Policy
	doc, ok := l.read(path, &p)
	if !ok {
		return
	}
	compiled, issues := scoring.Compile(p)
	l.findings = append(l.findings, doc.Locate("", issues)...)
	if compiled != nil {
		l.cfg.Policy = compiled
		for _, level := range compiled.Policy().Tiers.Levels {
			l.cfg.Tiers = append(l.cfg.Tiers, level.ID)
		}
	}
}

func (l *loader) sources() {
	rules := l.cfg.File.Sources
	if len(rules) == 0 {
		l.fail("sources", "E1013", "sources is missing", "name at least one source")
	}
	seen := map[string]bool{}
	for i := range rules {
		at := fmt.Sprintf("sources[%d]", i)
		r := rules[i]
		switch {
		case r.Name == "" || strings.ContainsAny(r.Name, "/ \t"):
			l.fail(at, "E1014", fmt.Sprintf("source name %q must be one word without a slash", r.Name), "name the source, such as cloud-crm")
		case seen[r.Name]:
			l.fail(at+".name", "E1017", fmt.Sprintf("source %q stands twice", r.Name), "give each source a name of its own")
		}
		seen[r.Name] = true
		l.source(at, i, r)
	}
}

func (l *loader) source(at string, rank int, r SourceRule) {
	s := Source{SourceRule: r, Rank: rank}
	s.MaxRejects = r.MaxRejects.Or(0.05)
	t, ok := connectors.Lookup(r.Type)
	if !ok {
		var names []string
		for _, t := range connectors.Types() {
			names = append(names, t.Name)
		}
		text, fix := fmt.Sprintf("unknown system %q", r.Type), "known are "+strings.Join(names, ", ")
		if near := model.Nearest(r.Type, names); near != "" {
			text += fmt.Sprintf("; did you mean %q?", near)
		}
		l.fail(at+".type", "E1016", text, fix)
		return
	}
	s.Type = t
	s.Options = l.cfg.doc.raw(at + ".options")
	s.Objects = map[string]map[string]any{}
	for name := range r.Objects {
		s.Objects[name] = l.cfg.doc.raw(at + ".objects." + name)
	}
	l.options(at, s)
	s.Every = l.every(at, r.Reconcile)
	if r.Writeback != "" && r.Writeback != "off" {
		l.fail(at+".writeback", "E1014", fmt.Sprintf("%q is not off", r.Writeback), `write "off" or leave the key out`)
	}
	if r.Unit != "" && len(l.cfg.File.Units) > 0 && !slices.ContainsFunc(l.cfg.File.Units, func(u UnitRule) bool { return u.ID == r.Unit }) {
		l.fail(at+".unit", "E1014", fmt.Sprintf("unit %q is not among units", r.Unit), "add it to units or correct it")
	}
	if r.Mapping == "" {
		l.fail(at, "E1013", "mapping is missing", "name the mapping file of this source")
		return
	}
	l.mapping(&s)
	l.cfg.Sources = append(l.cfg.Sources, s)
}

func (l *loader) mapping(s *Source) {
	s.MappingFile = l.cfg.path(s.SourceRule.Mapping)
	var f mapping.File
	doc, ok := l.read(s.MappingFile, &f)
	if !ok {
		return
	}
	s.doc = doc
	g := l.cfg.File.Group
	m, issues := mapping.Compile(f, mapping.Options{Location: l.cfg.Location, Country: g.Country, Units: unitIDs(l.cfg.File.Units)})
	if m != nil {
		issues = append(issues, m.CheckTiers(l.cfg.Tiers)...)
	}
	l.findings = append(l.findings, doc.Locate("", issues)...)
	s.Mapping = m
}

func (l *loader) every(at, text string) time.Duration {
	switch text {
	case "":
		return 24 * time.Hour
	case "0":
		return 0
	case "always":
		return 1
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		l.fail(at+".reconcile", "E1014", fmt.Sprintf("%q is no duration", text), `write a duration such as "24h", "0" for never or "always"`)
	}
	return d
}

// unitIDs lists the units; nil when none are named, which leaves units unchecked.
func unitIDs(units []UnitRule) []string {
	var ids []string
	for _, u := range units {
		ids = append(ids, u.ID)
	}
	return ids
}
