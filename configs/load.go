package configs

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"path/filepath"
	"time"
	_ "time/tzdata" // zones must work on machines without a zone database

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
)

// Config is everything that the files say, compiled.
type Config struct {
	Path string // of tierloop.yaml
	Dir  string // relative paths start here
	File File
	// Hash covers the bytes of every file that was read.
	Hash     string
	Location *time.Location
	Sources  []Source // in the order of their rank
	Policy   *scoring.Compiled
	Policies []*scoring.Compiled // further ones
	Matcher  *matching.Matcher
	Survivor *master.Survivor
	Gates    Gates
	Jobs     []Job
	// Deliveries are the reports that are sent on schedule.
	Deliveries []Delivery
	Notices    []Notice
	Proxies    []netip.Prefix // of serve
	Retention  Retention
	// Tiers are the tier ids of the policy, best first.
	Tiers []string

	doc        *Document
	policyDocs []*Document // of AllPolicies
}

// Source is one connection, compiled.
type Source struct {
	SourceRule
	Rank    int // 0 is the most trusted
	Type    connectors.Type
	Mapping *mapping.Mapping
	// MappingFile is the path of the mapping file, as messages show it.
	MappingFile string
	// Every is how often the ids are reconciled: 0 never, 1 ns at every pull.
	Every time.Duration

	doc     *Document              // of the mapping file
	targets *mapping.WritebackRule // nil when nothing is written back
}

// Source finds a source by name.
func (c *Config) Source(name string) (*Source, bool) {
	for i := range c.Sources {
		if c.Sources[i].Name == name {
			return &c.Sources[i], true
		}
	}
	return nil, false
}

// AllPolicies are the live policies, the group's first.
func (c *Config) AllPolicies() []*scoring.Compiled {
	return append([]*scoring.Compiled{c.Policy}, c.Policies...)
}

// PolicyPlace is the file:line:column of a path in the file of AllPolicies()[i].
func (c *Config) PolicyPlace(i int, path string) string {
	return c.policyDocs[i].locate(model.Issue{Path: path}).Place()
}

// PolicyNamed is the live policy of that name; nil when there is none.
func (c *Config) PolicyNamed(name string) *scoring.Compiled {
	for _, p := range c.AllPolicies() {
		if p.Policy().Name == name {
			return p
		}
	}
	return nil
}

// Locate places issues about a mapping in its file.
func (s *Source) Locate(issues []model.Issue) []Finding { return s.doc.Locate("", issues) }

// Load reads tierloop.yaml and every file that it names. The Config is nil when
// a finding is an error. Secrets are not read: see Config.Resolve.
func Load(path string) (*Config, []Finding) {
	l := &loader{cfg: &Config{Path: path, Dir: filepath.Dir(path)}, sum: sha256.New()}
	l.load(path)
	sortFindings(l.findings)
	if HasErrors(l.findings) {
		return nil, l.findings
	}
	l.cfg.Hash = hex.EncodeToString(l.sum.Sum(nil))[:16]
	return l.cfg, l.findings
}

// LoadPolicy reads and compiles one policy file by itself.
func LoadPolicy(path string) (*scoring.Compiled, []Finding) {
	var p scoring.Policy
	doc, findings := ReadDocument(path, &p)
	if HasErrors(findings) {
		return nil, findings
	}
	compiled, issues := scoring.Compile(p)
	issues = append(issues, labels(p)...)
	return compiled, append(findings, doc.Locate("", issues)...)
}

// PlaceOf is the file:line:column of a rule inside the mapping file.
func (s *Source) PlaceOf(path string) string {
	if path == "" {
		return ""
	}
	return s.doc.locate(model.Issue{Path: path}).Place()
}

// PolicyFile is the path of the group's tier policy.
func (c *Config) PolicyFile() string { return c.path(c.File.Policy) }

// RatesFile is the path of the exchange rates, "" when none is named.
func (c *Config) RatesFile() string { return c.path(c.File.Rates) }

// OwnCompaniesFile is the path of the own companies, "" when none is named.
func (c *Config) OwnCompaniesFile() string { return c.path(c.File.OwnCompanies) }

// ManualScoresFile is the path of the manual scores, "" when none is named.
func (c *Config) ManualScoresFile() string { return c.path(c.File.ManualScores) }

// TargetsFile is the path of the sales targets, "" when none is named.
func (c *Config) TargetsFile() string { return c.path(c.File.Targets) }

func (c *Config) path(name string) string {
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(c.Dir, name)
}
