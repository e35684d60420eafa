package arch

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	codeBlock = regexp.MustCompile("(?s)```.*?```")
	pageLink  = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	elsewhere = regexp.MustCompile(`^[a-z]+:`)
	heading   = regexp.MustCompile(`(?m)^#+ (.*)$`)
	inLink    = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	noAnchor  = regexp.MustCompile(`[^\p{L}\p{N}_ -]`)
)

func TestEveryLinkOfAPageLeadsSomewhere(t *testing.T) {
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), ".") && d.Name() != "..":
			return filepath.SkipDir
		case filepath.Ext(path) != ".md":
			return nil
		}
		for _, link := range deadLinks(t, path) {
			t.Errorf("%s: %s leads nowhere", strings.TrimPrefix(path, "../../"), link)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestDeadLinksAreFound(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.md": "# One `thing`\n[b](b.md) [here](#one-thing) [there](b.md#二-two) [out](https://example.com/x)\n" +
			"[gone](c.md) [no](#two) [none](b.md#one)\n```\n[code](d.md)\n```\n",
		"b.md": "## 二 two\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := deadLinks(t, filepath.Join(dir, "a.md")), []string{"c.md", "#two", "b.md#one"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// deadLinks are the links of a page to files and headings that there are not.
func deadLinks(t *testing.T, page string) []string {
	t.Helper()
	var dead []string
	for _, m := range pageLink.FindAllStringSubmatch(prose(t, page), -1) {
		path, anchor, _ := strings.Cut(m[1], "#")
		if elsewhere.MatchString(m[1]) {
			continue
		}
		target := page
		if path != "" {
			target = filepath.Join(filepath.Dir(page), path)
		}
		if _, err := os.Stat(target); err != nil || anchor != "" && strings.HasSuffix(target, ".md") && !slices.Contains(anchors(t, target), anchor) {
			dead = append(dead, m[1])
		}
	}
	return dead
}

// anchors are the headings of a page as addresses name them.
func anchors(t *testing.T, page string) []string {
	var out []string
	for _, m := range heading.FindAllStringSubmatch(prose(t, page), -1) {
		text := inLink.ReplaceAllString(strings.ToLower(strings.TrimSpace(m[1])), "$1")
		out = append(out, strings.ReplaceAll(noAnchor.ReplaceAllString(text, ""), " ", "-"))
	}
	return out
}

func prose(t *testing.T, page string) string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	return codeBlock.ReplaceAllString(string(text), "")
}
