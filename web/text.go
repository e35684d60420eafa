package web

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/tierloop/tierloop/internal/phrase"
)

// The texts of a language lie in one file per screen, text/zh/users.txt beside
// text/en/users.txt: "key = text" a line, # for comments, the verbs of package fmt
// as placeholders, {row|rows} after a number in English (phrase.Counted). A key begins with the name of its file.
//
//go:embed text
var textFiles embed.FS

type texts map[string]string

// languages are those that every text exists in.
var languages = []string{"zh", "en"}

func loadTexts() (map[string]texts, error) {
	out := map[string]texts{}
	for _, lang := range languages {
		all := texts{}
		files, err := fs.Glob(textFiles, "text/"+lang+"/*.txt")
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			if err := all.read(file); err != nil {
				return nil, err
			}
		}
		out[lang] = all
	}
	return out, nil
}

func (all texts) read(file string) error {
	body, err := textFiles.ReadFile(file)
	if err != nil {
		return err
	}
	prefix := strings.TrimSuffix(path.Base(file), ".txt") + "."
	n := 0
	for line := range strings.Lines(string(body)) {
		n++
		if line = strings.TrimRight(line, "\r\n"); line == "" || line[0] == '#' {
			continue
		}
		key, text, ok := strings.Cut(line, " = ")
		switch {
		case !ok || text == "":
			return fmt.Errorf("%s:%d: want key = text", file, n)
		case !strings.HasPrefix(key, prefix):
			return fmt.Errorf("%s:%d: %s does not begin with %s", file, n, key, prefix)
		case all[key] != "":
			return fmt.Errorf("%s:%d: %s stands twice", file, n, key)
		}
		all[key] = text
	}
	return nil
}

// say is the text of a key; a key that is missing shows itself, which a test of
// all pages forbids.
func (all texts) say(key string, args ...any) string {
	text, ok := all[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	if len(args) == 0 {
		return text
	}
	return phrase.Counted(text, args...)
}

// text is the text of a key in the visitor's language.
func (v *visit) text(key string, args ...any) string { return v.texts[v.Lang].say(key, args...) }

// label is the text of prefix.key, or the key itself where there is none: names of
// attributes and rules are open lists.
func (all texts) label(prefix, key string) string {
	if text, ok := all[prefix+"."+key]; ok {
		return text
	}
	return key
}

// valueOf is the value of an attribute in words where its values are words of ours,
// such as a status; what systems write stays as it is.
func (all texts) valueOf(attribute, value string) string {
	if text, ok := all["value."+attribute+"."+value]; ok {
		return text
	}
	return value
}
