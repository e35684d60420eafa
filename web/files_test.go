package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/access"
)

// plural is a number before a word that only fits many.
var plural = regexp.MustCompile(`%d ([a-z]+ )?[a-z]{3,}s\b`)

var verbs = regexp.MustCompile(`%[^a-zA-Z%]*[a-zA-Z%]`)

func TestBothLanguagesHaveTheSameTexts(t *testing.T) {
	all, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	keys := func(lang string) []string { return slices.Sorted(maps.Keys(all[lang])) }
	if d := cmp.Diff(keys("zh"), keys("en")); d != "" {
		t.Errorf("keys differ (-zh +en):\n%s", d)
	}
	for key, zh := range all["zh"] {
		if got, want := verbs.FindAllString(all["en"][key], -1), verbs.FindAllString(zh, -1); !slices.Equal(got, want) && !strings.Contains(zh, "%[") {
			t.Errorf("%s has the placeholders %v in English and %v in Chinese", key, got, want)
		}
		if strings.Contains(zh, "|") || plural.MatchString(all["en"][key]) {
			t.Errorf("%s does not count as its language does: %s, %s", key, zh, all["en"][key])
		}
		if regexp.MustCompile(`\p{Han}[,;:?!]|[,;:?!]\p{Han}`).MatchString(zh) {
			t.Errorf("%s has half-width punctuation beside Chinese: %s", key, zh)
		}
	}
}

func eachTemplate(t *testing.T, fn func(name, text string)) {
	t.Helper()
	files, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil || len(files) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	for _, name := range files {
		text, err := templateFiles.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fn(name, string(text))
	}
}

func TestEveryTextThatATemplateNamesIsThere(t *testing.T) {
	all, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`\(?\bt "([^"]+)"`)
	prefixed := regexp.MustCompile(`\btr "([^"]+)"`)
	eachTemplate(t, func(name, text string) {
		for _, m := range named.FindAllStringSubmatch(text, -1) {
			if all["zh"][m[1]] == "" {
				t.Errorf("%s shows %s, which no text file has", name, m[1])
			}
		}
		for _, m := range prefixed.FindAllStringSubmatch(text, -1) {
			if !slices.ContainsFunc(slices.Collect(maps.Keys(all["zh"])), func(k string) bool { return strings.HasPrefix(k, m[1]+".") }) {
				t.Errorf("%s shows %s.…, which no text file has", name, m[1])
			}
		}
	})
}

// Names that are made of values: templates cannot be asked for them.
func TestEveryScopeAndRoleHasAName(t *testing.T) {
	all, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, s := range access.Scopes() {
		keys = append(keys, "token.scope."+string(s))
	}
	for _, r := range access.Roles {
		keys = append(keys, "users.role."+string(r))
	}
	for _, key := range keys {
		if all["zh"][key] == "" {
			t.Errorf("no text file has %s", key)
		}
	}
}

// What the policy of headers.go would refuse, and words that only one language has.
func TestTemplatesHaveNothingInline(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)\sstyle=|<style|\son[a-z]+=|hx-on|javascript:|<script>|<script [^>]*[^n]">[^<{]|\bhx-vars|hx-vals='js:`)
	han := regexp.MustCompile(`\p{Han}+`)
	eachTemplate(t, func(name, text string) {
		if found := forbidden.FindString(text); found != "" {
			t.Errorf("%s has %q", name, found)
		}
		if found := han.FindString(strings.ReplaceAll(text, "中文", "")); found != "" {
			t.Errorf("%s says %s in one language only", name, found)
		}
	})
}

func TestVendoredFilesAreAsTheirReadmeSays(t *testing.T) {
	readme, err := staticFiles.ReadFile("static/vendor/README.md")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	err = fs.WalkDir(staticFiles, "static/vendor", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".js") {
			return err
		}
		body, err := staticFiles.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		sum := sha256.Sum256(body)
		line := "| `" + strings.TrimPrefix(path, "static/vendor/") + "` |"
		for l := range bytes.Lines(readme) {
			if bytes.HasPrefix(l, []byte(line)) && bytes.Contains(l, []byte(hex.EncodeToString(sum[:]))) {
				return nil
			}
		}
		t.Errorf("%s is not in the README with sum %x", path, sum)
		return nil
	})
	if err != nil || n != 2 {
		t.Errorf("%d vendored scripts, %v", n, err)
	}
	for _, folder := range []string{"htmx", "echarts"} {
		if _, err := staticFiles.ReadFile("static/vendor/" + folder + "/LICENSE"); err != nil {
			t.Error(err)
		}
	}
}

func TestLocalIsAPathOfThisConsole(t *testing.T) {
	for path, want := range map[string]string{
		"/": "/", "/users?x=1": "/users?x=1", "": "/", "users": "/", "//evil.example": "/", "/\\evil.example": "/", "\\\\evil": "/",
		"https://evil.example/": "/", "javascript:alert(1)": "/", "/\tx": "/", "/%0d%0aSet-Cookie:x": "/%0d%0aSet-Cookie:x",
	} {
		if got := local(path); got != want {
			t.Errorf("local(%q) is %q, want %q", path, got, want)
		}
	}
}

func TestNumbersAreGrouped(t *testing.T) {
	for v, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 12904: "12,904", -1234567: "-1,234,567"} {
		if got := number(v); got != want {
			t.Errorf("number(%d) is %s", v, got)
		}
	}
}
