package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed static
var staticFiles embed.FS

// assets are the files of static/, each under a name that holds a hash of its
// content: app.css is served as app.3f9c1e02ab.css and never changes.
type assets struct {
	names map[string]string // app.css → app.3f9c1e02ab.css
	files map[string]*asset // by served name
}

type asset struct {
	body  []byte
	kind  string
	small func() []byte // gzipped, once
}

// kinds are the files that browsers get; licences and notes stay where they are.
var kinds = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

func loadAssets() (*assets, error) {
	a := &assets{names: map[string]string{}, files: map[string]*asset{}}
	err := fs.WalkDir(staticFiles, "static", func(file string, d fs.DirEntry, err error) error {
		kind := kinds[path.Ext(file)]
		if err != nil || d.IsDir() || kind == "" {
			return err
		}
		body, err := staticFiles.ReadFile(file)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(file, "static/")
		sum := sha256.Sum256(body)
		ext := path.Ext(name)
		served := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
		a.names[name] = served
		a.files[served] = &asset{body, kind, sync.OnceValue(func() []byte { return gzipped(body) })}
		return nil
	})
	return a, err
}

// url is where a file of static/ is served; a file that is not there is a mistake
// in a template.
func (a *assets) url(name string) string {
	served, ok := a.names[name]
	if !ok {
		panic("no such file under static/: " + name)
	}
	return "/static/" + served
}

func gzipped(body []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is valid
	_, _ = w.Write(body)                                    // a buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

func (c *Console) static(v *visit) error {
	f := c.assets.files[v.r.PathValue("file")]
	if f == nil {
		return errNotFound
	}
	h, body := v.w.Header(), f.body
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	if strings.Contains(v.r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.small()
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	v.w.WriteHeader(http.StatusOK)
	_, _ = v.w.Write(body) // the browser may be gone
	return nil
}
