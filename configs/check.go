package configs

import (
	"github.com/tierloop/tierloop/scoring"
)

// CheckPolicy reads one policy file by itself and says everything about it: what
// LoadPolicy finds, what can have no effect, and, with a configuration, the tiers
// that a source's write-back has no value for.
func CheckPolicy(path string, cfg *Config) (*scoring.Compiled, []Finding) {
	var p scoring.Policy
	doc, findings := ReadDocument(path, &p)
	if HasErrors(findings) {
		return nil, findings
	}
	compiled, issues := scoring.Compile(p)
	issues = append(issues, labels(p)...)
	if compiled != nil {
		issues = append(issues, compiled.Review()...)
	}
	findings = append(findings, doc.Locate("", issues)...)
	if compiled != nil && cfg != nil {
		for i := range cfg.Sources {
			if s := &cfg.Sources[i]; s.targets != nil {
				findings = append(findings, s.Locate(s.Mapping.CheckTiers(compiled.Levels()))...)
			}
		}
	}
	sortFindings(findings)
	return compiled, findings
}
