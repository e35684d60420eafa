package main

import (
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
)

// readTargets reads lines of key,target; "" is no file.
func readTargets(path string) (report.Target, error) {
	if path == "" {
		return nil, nil
	}
	rows, bad, err := readPlain(path, targetHeaders, nil, "key", "target")
	if err != nil {
		return nil, err
	}
	out := report.Target{}
	for _, r := range rows {
		v, err := model.ParseAmount(r["target"])
		if err != nil || r["key"] == "" {
			return nil, usage("%s:%s: a target wants a key and an amount, found %q,%q", path, r[lineField], r["key"], r["target"])
		}
		sum, err := out[r["key"]].Add(v)
		if err != nil {
			return nil, usage("%s: %v", path, err)
		}
		out[r["key"]] = sum
	}
	if len(bad) > 0 {
		return nil, usage("%s %s", bad[0].Where, bad[0].Reason)
	}
	return out, nil
}

var targetHeaders = []header{
	{"key", []string{"key", "name", "名称", "维度", "销售员", "行业", "地区", "渠道", "单元", "月份", "unit", "month", "industry", "region", "channel", "owner", "tier"}},
	{"target", []string{"target", "目标", "销售目标", "目标金额", "quota"}},
}
