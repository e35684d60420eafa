package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
)

func (a *app) tierCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use: "check [POLICY]", Args: cobra.MaximumNArgs(1),
		Short: a.say("检查策略：结构、权重、区间、不起作用之处，以及写回缺少的等级值", "Check a policy: schema, weights, bands, what has no effect, tiers that a write-back has no value for"),
		Long: a.say("给出策略文件时检查该文件；有配置文件时，还会核对每个来源的写回映射是否包含它的全部等级。\n不给文件时检查配置中的集团策略。",
			"Checks the file, and, where there is a configuration, that the write-back of every source\nhas a value for each of its tiers. Without a file, the configured group policy is checked."),
		Example: `  tierloop tier check
  tierloop tier check policy-2027.yaml`,
		RunE: func(_ *cobra.Command, args []string) error {
			cfg, err := a.configIfAny()
			if err != nil {
				return err
			}
			path := strings.Join(args, "")
			if path == "" {
				if cfg == nil {
					return fault.New("E1002", a.configPath())
				}
				path = cfg.PolicyFile()
			}
			return a.checkPolicy(path, cfg)
		},
	}
}

// configIfAny is nil where there is no configuration file.
func (a *app) configIfAny() (*configs.Config, error) {
	if _, err := os.Stat(a.configPath()); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return a.loadConfig()
}

// policyCheckJSON is tierloop.tier-check/v1.
type policyCheckJSON struct {
	Policy   string            `json:"policy"`
	Hash     string            `json:"policy_hash,omitempty"`
	Tiers    []string          `json:"tiers"`
	Findings []policyIssueJSON `json:"findings"`
}

type policyIssueJSON struct {
	Place    string `json:"place"`
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Text     string `json:"text"`
	Fix      string `json:"fix,omitempty"`
}

func (a *app) checkPolicy(path string, cfg *configs.Config) error {
	if _, err := os.Stat(path); err != nil {
		return fault.New("E1015", path).Because(errors.Unwrap(err)).FixedBy(a.say("检查策略文件的路径", "check the path of the policy"))
	}
	policy, findings := configs.CheckPolicy(path, cfg)
	if !a.json {
		if err := a.found(path, findings); err != nil {
			return err
		}
		a.showPolicy(policy, len(findings))
		return nil
	}
	doc, bad := policyCheckJSON{Tiers: []string{}, Findings: []policyIssueJSON{}}, 0
	if policy != nil {
		doc.Policy, doc.Hash, doc.Tiers = policy.Policy().Name, policy.Hash, policy.Levels()
	}
	for _, f := range findings {
		doc.Findings = append(doc.Findings, policyIssueJSON{f.Place(), string(f.Severity), f.Code, f.Text, f.Fix})
		if f.Severity == model.SeverityError {
			bad++
		}
	}
	a.printJSON("tierloop.tier-check/v1", doc)
	if bad > 0 {
		a.json = false // the document is printed; the error goes to stderr alone
		return fault.New("E1003", bad).At(path)
	}
	return nil
}

// showPolicy prints what a sound policy says, in short.
func (a *app) showPolicy(c *scoring.Compiled, warnings int) {
	p := c.Policy()
	fmt.Fprintf(a.stdout, a.say("策略 %s  %s  %d 个指标  %d 个模型  %d 条提醒\n", "policy %s  %s  indicators: %d  models: %d  warnings: %d\n"),
		p.Name, c.Hash[:12], len(p.Indicators), len(p.Models), warnings)
	rows := [][]string{{a.say("等级", "TIER"), a.say("名称", "LABEL"), a.say("起点", "FROM"), a.say("服务", "SERVICE")}}
	for i, l := range p.Tiers.Levels {
		from := "—"
		switch {
		case l.Min != nil:
			from = l.Min.String()
		case i < len(p.Tiers.At):
			from = p.Tiers.By + " " + p.Tiers.At[i].String()
		}
		var service []string
		for _, k := range slices.Sorted(maps.Keys(p.Service[l.ID])) {
			service = append(service, k+" "+p.Service[l.ID][k])
		}
		rows = append(rows, []string{l.ID, c.TierLabel(l.ID).In(a.language()), from, strings.Join(service, a.say("，", ", "))})
	}
	a.table(rows)
}
