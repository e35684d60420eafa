package erpnext

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// stampForm is how instants are written, in the zone of the site.
const stampForm = "2006-01-02 15:04:05.000000"

// siteZone asks once for the zone of the site.
func (c *conn) siteZone(ctx context.Context, op string) (*time.Location, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.zone != nil {
		return c.zone, nil
	}
	var name string
	_, err := c.method(ctx, op, "", "frappe.client.get_single_value", map[string]any{"doctype": "System Settings", "field": "time_zone"}, true, &name)
	if k := connectors.KindOf(err); k == connectors.KindPermission || k == connectors.KindBug {
		return nil, &connectors.Error{Kind: k, Op: op, System: Name, Said: "the user may not read the zone of the site in System Settings",
			Fix: "Write the option timezone, as System Settings has it.", Err: err}
	}
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, &connectors.Error{Kind: connectors.KindInvalid, Op: op, System: Name, Said: "the zone of the site is not known here: " + name, Fix: "Write the option timezone."}
	}
	c.zone = zone
	return zone, nil
}

// instant reads a stamp; zero when it is none.
func instant(text string, zone *time.Location) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04:05", text, zone) // fractions are read as well
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}
