package web

import (
	"strings"

	"github.com/tierloop/tierloop/access"
)

// navigation is the menu at the side, by groups. What a visitor may not see is
// not there.
var navigation = []struct {
	key   string
	items []navLink
}{
	{"layout.nav.operate", []navLink{{"/", "overview.title", access.OverviewRead}, {"/runs", "runs.title", access.RunsRead},
		{"/connections", "connections.title", access.ConnectionsRead}, {"/dead", "dead.title", access.DeadRead}}},
	{"layout.nav.master", []navLink{{"/customers", "customers.title", access.CustomersRead}, {"/review", "review.menu", access.ReviewRead},
		{requestMenu, "requests.title", access.CustomersAsk}, {"/hierarchy", "hierarchy.title", access.HierarchyRead}, {"/quality", "quality.title", access.QualityRead}}},
	{"layout.nav.analyse", []navLink{
		{"/reports", "reports.title", access.ReportRead}, {"/policy", "policy.title", access.PolicyRead}, {scoreMenu, "scores.title", access.ScoresEnter}, {"/exports", "exports.title", access.ExportMake},
	}},
	{"layout.nav.govern", []navLink{
		{"/plans", "plans.title", access.PlanRead}, {"/audit", "audit.title", access.AuditRead}, {"/privacy", "privacy.title", access.PrivacyManage}, {"/users", "users.title", access.UsersManage}, {"/settings", "settings.title", access.SettingsRead},
	}},
}

type navLink struct {
	path, key string
	may       access.Permission
}

type navGroup struct {
	Title string
	Items []navItem
}

type navItem struct {
	Title, Path string
	Here        bool
	Waits       string // how many things wait there, "" none
	Urgent      bool   // for they stand in the way
}

func (v *visit) nav() (out []navGroup) {
	waits := v.badges()
	for _, g := range navigation {
		group := navGroup{Title: v.text(g.key)}
		for _, l := range g.items {
			if !v.May(l.may) || l.path == requestMenu && v.Principal().Group() && !v.May(access.CustomersGrant) {
				continue // who sees all has nothing to ask
			}
			item := navItem{Title: v.text(l.key), Path: l.path, Here: v.under(l.path), Urgent: l.path == deadMenu}
			if n := waits[l.path]; n > 0 {
				item.Waits = number(n)
			}
			group.Items = append(group.Items, item)
		}
		if len(group.Items) > 0 {
			out = append(out, group)
		}
	}
	return out
}

// under says whether the page is the one of a menu item or below it.
func (v *visit) under(path string) bool {
	here := v.r.URL.Path
	return here == path || path != "/" && strings.HasPrefix(here, path+"/")
}

// crumbs lead from the menu to the page.
func (v *visit) crumbs(nav []navGroup, title string) []crumb {
	for _, g := range nav {
		for _, i := range g.Items {
			if !i.Here {
				continue
			}
			if i.Path == v.r.URL.Path {
				return []crumb{{g.Title, ""}, {i.Title, ""}}
			}
			return []crumb{{g.Title, ""}, {i.Title, i.Path}, {title, ""}}
		}
	}
	return nil
}
