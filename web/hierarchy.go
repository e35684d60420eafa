package web

import (
	"net/http"

	"github.com/tierloop/tierloop/report/customers"
)

type hierarchyView struct {
	Roots []customers.Root
	Next  string
	First bool
}

func (c *Console) hierarchyPage(v *visit) error {
	after := v.r.URL.Query().Get("after")
	roots, next, err := c.Customers.Roots(v.ctx(), v.Principal(), after)
	if err != nil {
		return err
	}
	return v.render(http.StatusOK, "hierarchy", view{Title: v.text("hierarchy.title"), Data: hierarchyView{roots, next, after == ""}})
}

// branchView are the customers directly under one.
type branchView struct {
	Parent   string
	Name     string
	Children []customers.Relative
	Next     string
}

// branchPage shows one level of a tree; the browser of hierarchies takes the list
// out of it.
func (c *Console) branchPage(v *visit) error {
	id := v.r.PathValue("id")
	name, err := c.Customers.Name(v.ctx(), v.Principal(), id)
	if err != nil {
		return err
	}
	children, next, err := c.Customers.Children(v.ctx(), v.Principal(), id, v.r.URL.Query().Get("after"))
	if err != nil {
		return err
	}
	return v.render(http.StatusOK, "branch", view{Title: name, Data: branchView{id, name, children, next}})
}
