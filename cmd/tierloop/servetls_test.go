package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
)

// authority signs certificates that browsers of a test believe.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool
	last int64
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	ca := &authority{pool: x509.NewCertPool()}
	der := ca.sign(t, &x509.Certificate{IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign, Subject: pkix.Name{CommonName: "an authority of the test"}}, nil)
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	ca.cert = cert
	ca.pool.AddCert(cert)
	return ca
}

// sign makes a certificate for a key, or for the authority itself.
func (ca *authority) sign(t *testing.T, c *x509.Certificate, key *ecdsa.PrivateKey) []byte {
	t.Helper()
	parent := ca.cert
	if parent == nil {
		var err error
		if ca.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
			t.Fatal(err)
		}
		parent, key = c, ca.key
	}
	ca.last++
	c.SerialNumber, c.NotBefore, c.NotAfter = big.NewInt(ca.last), time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), ca.key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// issue makes a certificate of this machine, and its key, as PEM.
func (ca *authority) issue(t *testing.T) (cert, key []byte) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der := ca.sign(t, &x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}, k)
	secret, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})
}

// renew writes a file whose time differs from that of the one before.
func renew(t *testing.T, path string, body []byte, at time.Time) {
	t.Helper()
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

// screen is what a program prints, read while it runs.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (w *screen) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(b)
}

func (w *screen) find(pattern string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return regexp.MustCompile(pattern).FindStringSubmatch(w.text.String())
}

// TestServeWithACertificate runs tierloop serve with the certificate of an authority
// that the test's browser believes.
func TestServeWithACertificate(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if code, _, stderr := tierloop("init"); code != 0 {
		t.Fatalf("init: exit %d\n%s", code, stderr)
	}
	ca := newAuthority(t)
	cert, key := ca.issue(t)
	began := time.Now().Add(-time.Minute)
	renew(t, "tls.crt", cert, began)
	renew(t, "tls.key", key, began)
	config, err := os.ReadFile("tierloop.yaml")
	if err == nil {
		err = os.WriteFile("tierloop.yaml", append(config, "\nserve: {listen: \"127.0.0.1:0\", tls_cert: tls.crt, tls_key: tls.key}\n"...), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var stderr screen
	ended := make(chan int)
	go func() {
		ended <- run(ctx, []string{"serve", "--lang", "en"}, strings.NewReader(""), io.Discard, &stderr)
	}()
	t.Cleanup(func() {
		stop()
		<-ended
	})
	eventually(t, "it serves", func() bool { return stderr.find(`serving`) != nil })
	setup := stderr.find(`https://(127\.0\.0\.1:\d+)/setup#k=([\w-]+)`)
	if setup == nil {
		t.Fatalf("no link for the first admin, or not by https:\n%s", stderr.text.String())
	}
	address := setup[1]
	// ask is a visitor without connections of before.
	ask := func(c *tls.Config, do func(*http.Client) (*http.Response, error)) (*http.Response, error) {
		c.RootCAs = ca.pool
		transport := &http.Transport{TLSClientConfig: c, DisableKeepAlives: true}
		resp, err := do(&http.Client{Transport: transport, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }})
		if err == nil {
			_ = resp.Body.Close()
		}
		return resp, err
	}
	get := func(c *tls.Config) (*http.Response, error) {
		return ask(c, func(h *http.Client) (*http.Response, error) { return h.Get("https://" + address + "/login") })
	}

	resp, err := get(&tls.Config{})
	if err != nil || resp.StatusCode != http.StatusOK || resp.TLS.Version != tls.VersionTLS13 {
		t.Fatalf("a browser of today: %v, %v", resp, err)
	}
	if got := resp.Header.Get("Strict-Transport-Security"); got != "max-age=31536000; includeSubDomains" {
		t.Errorf("Strict-Transport-Security is %q", got)
	}
	first := resp.TLS.PeerCertificates[0].SerialNumber
	if resp, err = get(&tls.Config{MaxVersion: tls.VersionTLS12}); err != nil || resp.TLS.Version != tls.VersionTLS12 {
		t.Errorf("TLS 1.2: %v", err)
	}
	if _, err = get(&tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}); err == nil {
		t.Error("TLS 1.1 is taken")
	}
	if resp, err = ask(&tls.Config{}, func(h *http.Client) (*http.Response, error) { return h.Get("http://" + address + "/login") }); err != nil || resp.StatusCode != http.StatusBadRequest {
		t.Errorf("without TLS: %v, %v", resp, err)
	}
	resp, err = ask(&tls.Config{}, func(h *http.Client) (*http.Response, error) {
		return h.PostForm("https://"+address+"/setup", url.Values{"code": {setup[2]}, "name": {"chen"}, "password": {"correct horse battery"}, "again": {"correct horse battery"}})
	})
	if err != nil || resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("the first admin: %v, %v", resp, err)
	}
	for _, c := range resp.Cookies() {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.Domain != "" || c.Path != "/" {
			t.Errorf("cookie %s", c)
		}
	}

	// A renewal: first half of it, then the other half.
	cert, key = ca.issue(t)
	renew(t, filepath.Join(dir, "tls.crt"), cert, began.Add(time.Second))
	if resp, err = get(&tls.Config{}); err != nil || resp.TLS.PeerCertificates[0].SerialNumber.Cmp(first) != 0 {
		t.Errorf("half renewed: %v", err)
	}
	renew(t, filepath.Join(dir, "tls.key"), key, began.Add(time.Second))
	if resp, err = get(&tls.Config{}); err != nil || resp.TLS.PeerCertificates[0].SerialNumber.Cmp(first) == 0 {
		t.Errorf("renewed: %v", err)
	}
}

func TestBeyondThisMachineTheConsoleWantsTLSOrAProxy(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*configs.Config)
		code   string // "" is served
	}{
		"neither":             {func(*configs.Config) {}, "E1030"},
		"a proxy":             {func(c *configs.Config) { c.Proxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.1/32")} }, ""},
		"no console":          {func(c *configs.Config) { c.File.Serve.Console = "off" }, ""},
		"a missing file":      {func(c *configs.Config) { c.File.Serve.TLSCert, c.File.Serve.TLSKey = "no.crt", "no.key" }, "E1031"},
		"an address of https": {func(c *configs.Config) { c.File.Serve.URL = "https://tierloop.example.com" }, "E1030"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := &configs.Config{Dir: t.TempDir()}
			tt.change(cfg)
			ln, err := listenFor(cfg, "0.0.0.0:0")
			if err == nil {
				_ = ln.Close()
			}
			f, _ := errors.AsType[*fault.Fault](err)
			if tt.code == "" && err != nil || tt.code != "" && (f == nil || f.Code != tt.code) {
				t.Errorf("got %v, want %q", err, tt.code)
			}
		})
	}
}
