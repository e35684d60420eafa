package sap

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// schema is an entity set as the metadata of its service describe it.
type schema struct {
	*entityType
	object, path string // path of the service
	keys         []string
	writable     bool
}

// service is that of an entity set: the configured or the usual one.
func (c *conn) service(object string) string {
	return cmp.Or(c.services[object], known[object].service, "API_BUSINESS_PARTNER")
}

// metadata asks for the metadata document of a service.
func (c *conn) metadata(ctx context.Context, op, object, service string) (map[string]entitySet, map[string]*entityType, error) {
	body, _, err := c.rest.Do(ctx, rest.Call{Op: op, Object: object, Endpoint: "metadata", Path: servicePath + service + "/$metadata?" + c.common,
		Header: http.Header{"Accept": {"application/xml"}}, Raw: true})
	if err != nil {
		return nil, nil, err
	}
	sets, types, err := parseEDM(body)
	if err != nil {
		return nil, nil, &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: object, Said: "the metadata of " + service + " are no document", Err: err}
	}
	return sets, types, nil
}

// ask describes an entity set.
func (c *conn) ask(ctx context.Context, op, object string) (*schema, error) {
	service := c.service(object)
	sets, types, err := c.metadata(ctx, op, object, service)
	if err != nil {
		return nil, err
	}
	set, ok := sets[object]
	if !ok {
		e := &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: object, Said: "no entity set of this name in the service " + service,
			Fix: "Correct the object's name, or name its service in the option service."}
		e.SayNearest(object, slices.Collect(maps.Keys(sets)))
		return nil, e
	}
	t := types[set.Type]
	if t == nil || len(t.Keys) == 0 {
		return nil, bug(op, object, "an entity set without a type or a key")
	}
	s := &schema{entityType: t, object: object, path: servicePath + service + "/", writable: set.Updatable != "false"}
	for _, k := range t.Keys {
		s.keys = append(s.keys, k.Name)
	}
	return s, nil
}

// Objects lists the entity sets of the known and the configured services. A service
// that the user may not see, or that is not active, is left out unless configured.
func (c *conn) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	services := map[string]bool{} // whether it must be there
	for _, k := range known {
		services[k.service] = false
	}
	for _, object := range c.objects {
		services[c.service(object)] = true
	}
	var out []connectors.ObjectInfo
	for _, service := range slices.Sorted(maps.Keys(services)) {
		sets, _, err := c.metadata(ctx, "describe", "", service)
		if kind := connectors.KindOf(err); !services[service] && (kind == connectors.KindNotFound || kind == connectors.KindPermission) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, name := range slices.Sorted(maps.Keys(sets)) {
			out = append(out, connectors.ObjectInfo{Name: name, Label: cmp.Or(sets[name].Label, service), Role: known[name].role})
		}
	}
	return out, nil
}

// Describe asks the system anew.
func (c *conn) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	return c.schemas.Describe(ctx, object, (*schema).listed)
}

// listed are the fields of the object, in no order.
func (s *schema) listed() (list []connectors.Field) {
	for name, p := range s.properties {
		key := slices.Contains(s.keys, name)
		list = append(list, connectors.Field{Name: name, Label: p.Label, Type: p.kind(), Native: p.Type, MaxLen: p.length(), Custom: p.custom(),
			ReadOnly: !s.target(p), Required: key, Target: s.target(p)})
	}
	for name, lead := range s.leads {
		list = append(list, connectors.Field{Name: name, Type: connectors.TypeList, Native: lead.Name, ReadOnly: true})
	}
	return list
}

// target says whether Push can write a property.
func (s *schema) target(p property) bool {
	return s.writable && p.Updatable != "false" && p.kind() != connectors.TypeOther && !slices.Contains(s.keys, p.Name)
}

// known fails for the first wanted field that the entity set does not have. A dotted
// one goes through navigations: to_BusinessPartnerAddress.CityName.
func (s *schema) known(op string, fields []string) error {
	for _, path := range fields {
		t, steps := s.entityType, strings.Split(path, ".")
		for i, step := range steps {
			_, plain := t.properties[step]
			switch {
			case plain && i == len(steps)-1:
			case t.leads[step] != nil:
				t = t.leads[step]
			default:
				names := slices.Concat(slices.Collect(maps.Keys(t.properties)), slices.Collect(maps.Keys(t.leads)))
				return connectors.MissingField(op, Name, s.object, "no property", step, names,
					"have the field added in the app Custom Fields and switched on for this API")
			}
		}
	}
	return nil
}
