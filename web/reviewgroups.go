package web

import (
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/report/customers"
)

type groupsView struct {
	Groups []customers.KeyGroup
	Pairs  int // questions of all groups
	Decide bool
}

// groupsPage lists the questions that can be answered by groups.
func (c *Console) groupsPage(v *visit) error {
	groups, err := v.Customers.KeyGroups(v.ctx(), v.Principal())
	if err != nil {
		return err
	}
	d := groupsView{Groups: groups, Decide: v.May(access.ReviewDecide)}
	for _, g := range groups {
		d.Pairs += len(g.Pairs)
	}
	return v.show("reviewgroups", d)
}

// acceptGroups says yes to the groups that are ticked.
func (c *Console) acceptGroups(v *visit) error {
	reason := v.form("reason")
	if reason == "" {
		reason = v.text("reviewgroups.reason")
	}
	var keys []Key
	for _, k := range v.r.PostForm["key"] {
		if kind, value, ok := strings.Cut(k, " "); ok {
			keys = append(keys, Key{kind, value})
		}
	}
	_, answered, left, err := c.Steward.Accept(v.ctx(), v.Principal(), keys, reason)
	if err != nil {
		return err
	}
	if left > 0 {
		return v.redirect("/review/groups", "reviewgroups.acceptedbut", strconv.Itoa(answered), strconv.Itoa(left))
	}
	return v.redirect("/review/groups", "reviewgroups.accepted", strconv.Itoa(answered))
}

// undoBatch asks again what one act answered.
func (c *Console) undoBatch(v *visit) error {
	n, err := c.Steward.TakeBack(v.ctx(), v.Principal(), v.form("batch"), v.text("review.reason.undo"))
	if err != nil {
		return err
	}
	return v.redirect("/review/history", "reviewgroups.undone", strconv.Itoa(n))
}
