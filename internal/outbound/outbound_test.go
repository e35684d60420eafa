package outbound

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestPublicAddressesAreCalledAndOthersByName(t *testing.T) {
	g := New("https://erp.group.example:8443/api", "10.20.0.0/16", "192.168.1.7", "[fd12::7]:443", "kingdee.local:80/k3cloud", "sap", "a secret that names nothing")
	for _, tt := range []struct {
		host, address string
		want          string // "" is called
	}{
		{"api.example.com", "93.184.216.34", ""},
		{"api.example.com", "2606:2800:220:1::1", ""},
		{"api.example.com", "198.18.0.7", ""}, // what some resolvers of proxies answer
		{"erp.group.example", "10.1.2.3", ""},
		{"ERP.group.example.", "127.0.0.1", ""},
		{"kingdee.local", "172.16.0.1", ""},
		{"sap", "10.9.9.9", ""},
		{"other.group.example", "10.20.3.4", ""},
		{"192.168.1.7", "192.168.1.7", ""},
		{"::ffff:192.168.1.7", "::ffff:192.168.1.7", ""},
		{"fd12::7", "fd12::7", ""},

		{"other.group.example", "10.1.2.3", "not public"},
		{"localhost", "127.0.0.1", "not public"},
		{"localhost", "::1", "not public"},
		{"x", "0.0.0.0", "not public"},
		{"x", "::", "not public"},
		{"x", "127.255.0.1", "not public"},
		{"x", "172.31.255.255", "not public"},
		{"x", "192.168.1.8", "not public"},
		{"x", "100.64.0.1", "not public"},
		{"x", "fd12::8", "not public"},
		{"x", "ff02::1", "not public"},
		{"x", "255.255.255.255", "not public"},
		{"x", "::ffff:127.0.0.1", "not public"},
		{"x", "::127.0.0.1", "not public"},
		{"x", "64:ff9b::7f00:1", "not public"},
		{"x", "64:ff9b::a01:203", "not public"},
		{"x", "2002:0a01:0203::1", "not public"},
		{"x", "64:ff9b::5db8:d822", ""},

		{"erp.group.example", "169.254.169.254", "never"},
		{"erp.group.example", "::ffff:169.254.169.254", "never"},
		{"erp.group.example", "64:ff9b::a9fe:a9fe", "never"},
		{"erp.group.example", "fd00:ec2::254", "never"},
		{"erp.group.example", "fe80::a9fe:a9fe%eth0", "never"},
		{"erp.group.example", "100.100.100.200", "never"},
		{"erp.group.example", "168.63.129.16", "never"},
	} {
		err := g.check(tt.host, netip.MustParseAddr(tt.address))
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s at %s: %v, want %q", tt.host, tt.address, err, tt.want)
		}
	}
}

func TestMetadataIsNeverCalledHoweverItIsNamed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(secret).Draw(t, "network")
		b := p.Addr().AsSlice()
		for i := (p.Bits() + 7) / 8; i < len(b); i++ {
			b[i] = rapid.Byte().Draw(t, "byte")
		}
		a, _ := netip.AddrFromSlice(b)
		g := New(a.String(), "0.0.0.0/0", "::/0", "metadata.example")
		for _, host := range []string{a.String(), "metadata.example"} {
			if err := g.check(host, a); err == nil {
				t.Fatalf("%s is called", a)
			}
		}
	})
}

// server answers "inside", or what handle says.
func server(t *testing.T, handle http.HandlerFunc) *httptest.Server {
	t.Helper()
	if handle == nil {
		handle = func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "inside") }
	}
	s := httptest.NewServer(handle)
	t.Cleanup(s.Close)
	return s
}

func refused(err error) bool {
	r, ok := errors.AsType[*Refused](err)
	return ok && !r.Never
}

// The same server under the names that attackers give it: what counts is where the
// connection goes.
func TestLoopbackIsRefusedByAnyNameUntilItIsNamed(t *testing.T) {
	s := server(t, nil)
	_, port, err := net.SplitHostPort(s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"127.0.0.1", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"} {
		resp, err := New().Client(5 * time.Second).Get("http://" + host + ":" + port)
		if err == nil {
			_ = resp.Body.Close()
		}
		if !refused(err) {
			t.Errorf("%s: %v", host, err)
		}
	}
	for _, host := range []string{"2130706433", "0x7f000001", "017700000001", "127.1"} { // resolvers read some of these as 127.0.0.1
		if resp, err := New().Client(5 * time.Second).Get("http://" + host + ":" + port); err == nil {
			_ = resp.Body.Close()
			t.Errorf("%s is called", host)
		}
	}
	resp, err := New(s.URL).Client(5 * time.Second).Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, _ := io.ReadAll(resp.Body); string(body) != "inside" {
		t.Errorf("got %q", body)
	}
}

func TestARedirectIsCheckedWhereItLeads(t *testing.T) {
	inner := server(t, nil)
	at, err := url.Parse(inner.URL)
	if err != nil {
		t.Fatal(err)
	}
	outer := server(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://localhost:"+at.Port(), http.StatusFound)
	})
	resp, err := New("127.0.0.1").Client(5 * time.Second).Get(outer.URL)
	if err == nil {
		_ = resp.Body.Close()
	}
	if !refused(err) {
		t.Errorf("led inside: %v", err)
	}
}

func TestRedirectsCarryNoCredentialsElsewhereAndEnd(t *testing.T) {
	got := make(chan http.Header, 8)
	other := server(t, func(_ http.ResponseWriter, r *http.Request) { got <- r.Header })
	var first *httptest.Server
	first = server(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/other": // another port of the same machine is another host
			http.Redirect(w, r, other.URL, http.StatusFound)
		case "/loop":
			http.Redirect(w, r, first.URL+"/loop", http.StatusFound)
		case "/form":
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		}
	})
	c := New("127.0.0.1").Client(5 * time.Second)
	req, err := http.NewRequest(http.MethodGet, first.URL+"/other", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer geheim9")
	req.Header.Set("Cookie", "session=geheim9")
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if h := <-got; h.Get("Authorization") != "" || h.Get("Cookie") != "" {
		t.Errorf("the other host got %v", h)
	}
	if resp, err = c.Get(first.URL + "/loop"); err == nil {
		_ = resp.Body.Close()
		t.Error("redirects without end")
	}
	resp, err = c.Post(first.URL+"/form", "text/plain", strings.NewReader("geheim9"))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusTemporaryRedirect || len(got) > 0 {
		t.Errorf("a form was sent elsewhere: status %d", resp.StatusCode)
	}
}
