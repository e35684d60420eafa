package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/master"
)

func helpIn(t *testing.T, args ...string) string {
	t.Helper()
	t.Setenv("TIERLOOP_LANG", "en")
	var out, err bytes.Buffer
	if code := run(context.Background(), args, strings.NewReader(""), &out, &err); code != 0 {
		t.Fatalf("tierloop %v ended with %d: %s", args, code, err.String())
	}
	return out.String()
}

func TestTheLanguageFlagCountsForHelpWhereverItStands(t *testing.T) {
	for _, args := range [][]string{{"--lang", "zh", "--help"}, {"plan", "--help", "--lang=zh"}, {"help", "sync", "--lang", "zh"}} {
		got := helpIn(t, args...)
		if !strings.Contains(got, "用法：") || !strings.Contains(got, "显示说明") || strings.Contains(got, "Usage:") || strings.Contains(got, "Flags:") || strings.Contains(got, `default "zh"`) {
			t.Errorf("tierloop %s is not in Chinese:\n%s", strings.Join(args, " "), got)
		}
	}
	if got := helpIn(t, "--help"); !strings.Contains(got, "Usage:") {
		t.Errorf("the help without the flag is not in English:\n%s", got)
	}
}

func TestAfterTwoDashesNothingIsAFlag(t *testing.T) {
	if got := languageFlag([]string{"explain", "--", "--lang", "zh"}); got != "" {
		t.Errorf("took %q for a language", got)
	}
}

func TestColumnsOfATableStandUnderEachOtherInChinese(t *testing.T) {
	var out bytes.Buffer
	a := &app{stdout: &out}
	a.table([][]string{{"状态", "写入"}, {"done", "1"}, {"部分完成", "2"}})
	if want := "状态      写入\ndone      1\n部分完成  2\n"; out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

func TestEveryCriterionOfGoldenValuesHasAChineseWord(t *testing.T) {
	a := &app{lang: "zh"}
	for _, rule := range []string{"only", "ref", string(master.ByRank), string(master.ByRecent), string(master.ByFrequent), string(master.ByComplete), string(master.ByTrust)} {
		if a.ruleWord(rule) == rule {
			t.Errorf("%s is not translated", rule)
		}
	}
}
