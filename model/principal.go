package model

import "slices"

// Role is what a principal may do.
type Role string

// The roles. System is the program itself in a scheduled run.
const (
	System   Role = "system"
	Admin    Role = "admin"
	Operator Role = "operator"
	Steward  Role = "steward"
	Analyst  Role = "analyst"
	Approver Role = "approver"
	Viewer   Role = "viewer"
	Auditor  Role = "auditor" // sees how it is run and the audit log, and changes nothing
)

// Principal is who reads. Every read of the store takes one: a principal with
// Units sees only those units' source customers and facts, and the group tier.
type Principal struct {
	Name string
	Role Role
	// Units limits what is seen; nil is the whole group.
	Units []string
	// Masked are canonical attributes that are shown masked, such as "phone".
	Masked []string
	// Token is the API token that speaks for the person; "" is the person.
	Token string
}

// SystemPrincipal is the program itself: the whole group, nothing masked.
func SystemPrincipal() Principal { return Principal{Name: "tierloop", Role: System} }

// Group says whether the principal sees the whole group.
func (p Principal) Group() bool { return p.Units == nil }

// With is the principal who sees further units too, for reads of what was granted.
func (p Principal) With(units []string) Principal {
	if !p.Group() && len(units) > 0 {
		p.Units = slices.Concat(p.Units, units)
	}
	return p
}

// Sees says whether the principal may see rows of the unit.
func (p Principal) Sees(unit string) bool { return p.Group() || slices.Contains(p.Units, unit) }

// Hides says whether the attribute is masked for the principal: by its own word, or
// by the one that it falls under, as street does under address.
func (p Principal) Hides(attribute string) bool {
	return len(p.Masked) > 0 && (slices.Contains(p.Masked, attribute) || slices.Contains(p.Masked, maskOf(attribute)))
}
