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
	names := []string{"rest-woocommerce"} // a second one of its type
	for _, typ := range connectors.Types() {
		if typ.Name != "memory" {
			names = append(names, typ.Name)
		}
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("../../configs/examples", name, "tierloop.yaml")
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

// Every example policy loads without any finding and its cases pass.
func TestExamplePoliciesLoadAndTheirCasesPass(t *testing.T) {
	files, err := filepath.Glob("../../configs/examples/policies/*.yaml")
	if err != nil || len(files) < 4 {
		t.Fatalf("%v (%v)", files, err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			policy, findings := configs.LoadPolicy(path)
			for _, f := range findings {
				t.Error(f.String())
			}
			if policy == nil {
				return
			}
			results := policy.RunCases()
			if len(results) == 0 {
				t.Error("there are no cases")
			}
			for _, r := range results {
				if !r.Passed {
					t.Errorf("case %q: %v", r.Name, r.Diffs)
				}
			}
		})
	}
}
