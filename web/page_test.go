package web_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the generated page anew")

func TestThePageOfTheAPIIsOfItsDocument(t *testing.T) {
	const path = "../docs/reference/api.md"
	page := apiPage(openAPI(t))
	if *update {
		if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != page {
		t.Errorf("%s is stale: go test ./web -run %s -update (%v)", path, t.Name(), err)
	}
}

// apiPage is docs/reference/api.md.
func apiPage(doc object) string {
	var b strings.Builder
	b.WriteString("# HTTP API\n\nGenerated from `/api/v1/openapi.json`, which describes every field; `go test ./web -run APIIsOf -update` writes it anew. How to use it: [programs](../api.md).\n")
	b.WriteString("本页由 `/api/v1/openapi.json` 生成，其中描述了全部字段。用法见[程序接口](../api.zh-CN.md)。\n\n")
	b.WriteString("| Call | Scope | What | Answers |\n|---|---|---|---|\n")
	paths := doc["paths"].(object)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		for _, method := range slices.Sorted(maps.Keys(paths[path].(object))) {
			op := paths[path].(object)[method].(object)
			codes := slices.Sorted(maps.Keys(op["responses"].(object)))
			fmt.Fprintf(&b, "| `%s /api/v1%s` | `%s` | %s | %s |\n", strings.ToUpper(method), path, scopeOf(op), op["summary"], strings.Join(codes, " "))
		}
	}
	return b.String()
}
