package web

import (
	"fmt"
	"net/http"
	"runtime/debug"
)

// policy is what a page may load: nothing but our own files, nothing inline.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// headers sets what holds for every answer.
func (c *Console) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store") // files of /static say otherwise
		if c.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// recovered turns a panic into the page of a fault.
func (c *Console) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler {
				panic(p)
			}
			c.Log.Error("a page panicked", "path", r.URL.Path, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			v := &visit{Console: c, w: w, r: r}
			v.Lang = c.languageOf(v)
			v.errorPage(http.StatusInternalServerError)
		}()
		next.ServeHTTP(w, r)
	})
}

// crossOrigin answers a form that another site sent.
func (c *Console) crossOrigin(w http.ResponseWriter, r *http.Request) {
	c.Log.Warn("refused a request from another site", "path", r.URL.Path, "origin", r.Header.Get("Origin"))
	v := &visit{Console: c, w: w, r: r}
	v.Lang = c.languageOf(v)
	v.errorPage(http.StatusForbidden)
}
