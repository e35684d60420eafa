package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/connectors"
	_ "github.com/tierloop/tierloop/connectors/all"
	"github.com/tierloop/tierloop/model"
)

// Every system has an example that loads without a finding and whose cases pass.
func TestExamplesLoadAndTheirCasesPass(t *testing.T) {
	for _, typ := range connectors.Types() {
		if typ.Name == "memory" {
			continue
		}
		t.Run(typ.Name, func(t *testing.T) {
			path := filepath.Join("../../configs/examples", typ.Name, "tierloop.yaml")
			if _, err := os.Stat(path); err != nil {
				t.Fatal(err)
			}
			cfg, findings := configs.Load(path)
			for _, f := range findings {
				if f.Severity == model.SeverityError {
					t.Error(f.String())
				}
			}
			if cfg == nil {
				return
			}
			for _, s := range cfg.Sources {
				results := s.Mapping.RunCases()
				if len(results) == 0 {
					t.Errorf("%s has no cases", s.MappingFile)
				}
				for _, r := range results {
					if !r.Passed {
						t.Errorf("%s: case %q: %v", s.MappingFile, r.Name, r.Diffs)
					}
				}
			}
		})
	}
}
