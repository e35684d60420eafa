package configs

import (
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/internal/secret"
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

func (l *loader) warn(path, code, text, fix string) {
	l.report(model.Issue{Path: path, Severity: model.SeverityWarning, Code: code, Text: text, Fix: fix})
}

func (l *loader) report(i model.Issue) {
	l.findings = append(l.findings, l.cfg.doc.Locate("", []model.Issue{i})...)
}

// named reads a file that tierloop.yaml names at a path. It is false when the
// file has errors, all of which are reported.
func (l *loader) named(at, name string, into any) (*Document, bool) {
	path := l.cfg.path(name)
	data, err := readFile(path)
	if err != nil {
		i := unreadable(path, err)
		l.fail(at, i.Code, i.Text, i.Fix)
		return nil, false
	}
	doc, findings := ParseDocument(path, data, into)
	l.sum.Write(doc.Sum[:])
	l.findings = append(l.findings, findings...)
	return doc, !HasErrors(findings)
}

func (l *loader) load(path string) {
	f := &l.cfg.File
	data, err := readFile(path)
	if err != nil {
		i := unreadable(path, err)
		if errors.Is(err, fs.ErrNotExist) {
			i.Code, i.Fix = "E1002", "run tierloop init, or name the file with --config"
		}
		l.findings = []Finding{{File: path, Issue: i}}
		return
	}
	l.cfg.doc, l.findings = ParseDocument(path, data, f)
	l.sum.Write(l.cfg.doc.Sum[:])
	if l.cfg.doc.root == nil {
		return
	}
	switch f.Version {
	case Version:
	case "":
		l.fail("version", "E1013", "version is missing", "write version: "+Version)
	default:
		l.fail("version", "E1014", fmt.Sprintf("version %q is not %q", f.Version, Version), "write version: "+Version)
	}
	l.group()
	l.store()
	l.secrets()
	l.units()
	l.rules()
	if f.Policy == "" {
		l.fail("policy", "E1013", "policy is missing", "name the file of the tier policy")
	} else {
		l.policy(f.Policy)
	}
	l.sources()
	l.sharedTargets()
	l.told()
	l.gates()
	l.jobs()
	l.notices()
	l.deliveries()
	l.serve()
	l.outbound()
	l.retention()
}

func (l *loader) group() {
	g := &l.cfg.File.Group
	if g.Name == "" {
		l.fail("group.name", "E1013", "group.name is missing", "write the name of the group")
	}
	if g.Timezone == "" {
		g.Timezone = "Asia/Shanghai"
	}
	l.cfg.Location = l.zone("group.timezone", g.Timezone, time.UTC)
	if g.Country == "" {
		g.Country = "CN"
	}
	if len(g.Country) != 2 {
		l.fail("group.country", "E1014", fmt.Sprintf("%q is no country", g.Country), "write an ISO 3166 code of two letters, such as CN")
		g.Country = "CN" // the mappings are checked with it
	}
	g.Country = strings.ToUpper(g.Country)
	if g.Language == "" {
		g.Language = "zh"
	}
	l.word("group.language", g.Language, "zh", "en")
}

// zone finds a time zone. The machine's own is refused: it differs between machines.
func (l *loader) zone(path, name string, otherwise *time.Location) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		l.fail(path, "E1014", fmt.Sprintf("%q is no time zone", name), "write an IANA name such as Asia/Shanghai")
		return otherwise
	}
	return loc
}

// word checks a value that is one of a few.
func (l *loader) word(path, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		l.fail(path, "E1014", fmt.Sprintf("%q is not one of %s%s", value, strings.Join(allowed, ", "), model.DidYouMean(value, allowed)), "write one of them")
	}
}

func (l *loader) store() {
	s := &l.cfg.File.Store
	if s.DSN == "" {
		s.DSN = "tierloop.db"
	}
	if m := passwordInURL.FindStringSubmatch(s.DSN); m != nil && !secret.IsReference(m[1]) && secret.Unknown(m[1]) == "" {
		l.fail("store.dsn", "E1301", "the password of the store is written in clear", "write ${env:TIERLOOP_STORE_PASSWORD} in its place and set that variable, or ${file:PATH} or ${secret:NAME}")
	}
	l.reference("store.dsn", s.DSN)
}

func (l *loader) units() {
	seen := map[string]bool{}
	for i, u := range l.cfg.File.Units {
		at := fmt.Sprintf("units[%d].id", i)
		switch {
		case u.ID == "":
			l.fail(at, "E1013", "the unit has no id", "give it a short code such as south")
		case seen[u.ID]:
			l.fail(at, "E1017", fmt.Sprintf("unit %q stands twice", u.ID), "give each unit an id of its own")
		}
		seen[u.ID] = true
	}
}

func (l *loader) rules() {
	var issues []model.Issue
	l.cfg.Matcher, issues = matching.Compile(l.cfg.File.Matching)
	l.findings = append(l.findings, l.cfg.doc.Locate("matching", issues)...)
	l.cfg.Survivor, issues = master.Compile(l.cfg.File.Master)
	l.findings = append(l.findings, l.cfg.doc.Locate("master", issues)...)
	l.trusted("master.default", l.cfg.File.Master.Default)
	for _, name := range slices.Sorted(maps.Keys(l.cfg.File.Master.Attributes)) {
		l.trusted("master.attributes."+name, l.cfg.File.Master.Attributes[name])
	}
}

// policy reads the group's tier policy, and the further ones.
func (l *loader) policy(name string) {
	names := map[string]bool{}
	if p := l.onePolicy("policy", name); p != nil {
		l.cfg.Policy = p
		names[p.Policy().Name] = true
		l.cfg.Tiers = append(l.cfg.Tiers, p.Levels()...)
	}
	for i, path := range l.cfg.File.Policies {
		at := fmt.Sprintf("policies[%d]", i)
		p := l.onePolicy(at, path)
		if p == nil {
			continue
		}
		if name := p.Policy().Name; names[name] {
			l.fail(at, "E1017", fmt.Sprintf("policy %q stands twice", name), "give each policy a name of its own: results are kept under it")
		} else {
			names[name] = true
		}
		l.cfg.Policies = append(l.cfg.Policies, p)
	}
}

// onePolicy is nil when the file has errors, all of which are reported.
func (l *loader) onePolicy(at, name string) *scoring.Compiled {
	var p scoring.Policy
	doc, ok := l.named(at, name, &p)
	if !ok {
		return nil
	}
	compiled, issues := scoring.Compile(p)
	issues = append(issues, labels(p)...)
	issues = append(issues, l.policyUnits(p)...)
	issues = append(issues, policyLevel(at, p)...)
	l.findings = append(l.findings, doc.Locate("", issues)...)
	if compiled != nil {
		l.cfg.policyDocs = append(l.cfg.policyDocs, doc)
	}
	return compiled
}

func (l *loader) mapping(at string, s *Source) {
	s.MappingFile = l.cfg.path(s.SourceRule.Mapping)
	var f mapping.File
	doc, ok := l.named(at+".mapping", s.SourceRule.Mapping, &f)
	if !ok {
		return
	}
	s.doc = doc
	if s.Writeback != "off" {
		s.targets = f.Writeback
	}
	g := l.cfg.File.Group
	m, issues := mapping.Compile(f, mapping.Options{Location: l.cfg.Location, Country: g.Country, Units: unitIDs(l.cfg.File.Units)})
	if m != nil && len(l.cfg.Tiers) > 0 {
		issues = append(issues, m.CheckTiers(l.cfg.Tiers)...)
		issues = append(issues, m.CheckNames(l.cfg.Policy.Names())...)
	}
	l.findings = append(l.findings, doc.Locate("", issues)...)
	s.Mapping = m
	if s.Unit == "" && !mapsUnit(f) {
		l.warn(at+".unit", "E1023", fmt.Sprintf("no customer of source %s has a unit: the source names none and its mapping has no field unit", s.Name), "write unit: under the source, or map the field unit")
	}
}

// unitIDs lists the units; nil when none are named, which leaves units unchecked.
func unitIDs(units []UnitRule) []string {
	var ids []string
	for _, u := range units {
		ids = append(ids, u.ID)
	}
	return ids
}
