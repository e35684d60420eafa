package web

import (
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/access/sso"
	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/customers"
	"github.com/tierloop/tierloop/report/ops"
	"github.com/tierloop/tierloop/report/trail"
)

// Options are what a console is made of. Guard, Clock, Zone, Operator, Analyst,
// Trials, Importer, Steward, Requests, Scores and the rooms are needed.
type Options struct {
	Guard *access.Guard
	Log   *slog.Logger // nil: silent
	Clock clock.Clock
	Zone  *time.Location // of every instant that is shown

	Group    string // the name of the group
	Units    []Unit // the group's business units
	Language string // zh or en, where neither person nor browser says; "" is zh
	Version  string

	// Secure: browsers come over TLS, to this process or to a proxy before it.
	Secure bool
	// Proxies are believed about whom they speak for.
	Proxies []netip.Prefix
	// Origin is where browsers see the console, such as https://tierloop.example.com;
	// "" is what they ask for in Host.
	Origin string

	// SSO is the provider of single sign-on; nil is none. SSOLabel is what people
	// call it, "" a general word.
	SSO      *sso.Provider
	SSOLabel string

	Ops      *ops.Room
	Trail    *trail.Room
	Settings []Setting // what the settings page shows
	// Retention is how long what is kept, which the settings page shows.
	Retention configs.Retention
	Operator  Operator
	Analyst   Analyst
	Trials    Trials
	Importer  Importer

	Customers *customers.Room
	Steward   Steward
	Tiers     []Tier // of the group's policy, the best first
	Currency  string // of all sums of money

	Exporter Exporter
	Privacy  Privacy
	Requests Requests
	Scores   Scores
	// Pace is how many requests a credential may send; the zero value is
	// access.DefaultPace.
	Pace access.Pace
}

// Tier is a step of the policy as people know it.
type Tier struct {
	ID    string
	Label model.Text
	// Floor is the score from which a customer has it, nil where the policy fixes none.
	Floor *float64
}

// Unit is a business unit as people know it.
type Unit struct{ ID, Label string }

// Console serves the pages. It is safe for concurrent use.
type Console struct {
	Options
	pages    map[string]map[string]page // by language and screen
	texts    map[string]texts
	assets   *assets
	returned returned
	paces    *access.Paces
	counted  badgeCounts
}

// largest is how much a form may hold, but for the files of imports.
const largest = 1 << 20

// bounded cuts off what is larger than its form may be.
func bounded(next http.Handler) http.Handler {
	plain, files := http.MaxBytesHandler(next, largest), http.MaxBytesHandler(next, largestImport+largest)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/imports/") {
			files.ServeHTTP(w, r)
			return
		}
		plain.ServeHTTP(w, r)
	})
}

// New makes the handler of all pages. It fails on what a programmer got wrong: a
// template that does not parse, a route without a permission.
func New(opt Options) (http.Handler, error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.Language == "" {
		opt.Language = "zh"
	}
	c := &Console{Options: opt, paces: access.NewPaces(opt.Pace)}
	var err error
	if c.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if c.texts, err = loadTexts(); err != nil {
		return nil, err
	}
	if c.pages, err = c.loadPages(); err != nil {
		return nil, err
	}
	mux, err := c.mux()
	if err != nil {
		return nil, err
	}
	csrf := http.NewCrossOriginProtection()
	csrf.SetDenyHandler(http.HandlerFunc(c.crossOrigin))
	if c.Origin != "" {
		if err := csrf.AddTrustedOrigin(c.Origin); err != nil {
			return nil, err
		}
	}
	return c.headers(c.recovered(bounded(csrf.Handler(mux)))), nil
}
