// Package jiandaoyun reads and writes 简道云 (Jiandaoyun) through its Open API
// v5. There is no fixed customer or order: every object is a form that the
// tenant designed, named in the configuration by app and form id.
//
// What lives elsewhere: sending again and rate windows are connectors/rest;
// which field means what is the mapping file of the source.
//
// Start with jiandaoyun.go (options, Check, Caps), then form.go and schema.go
// (an object's form; a field by id, alias or label), pull.go (the cursor) and
// stamp.go (whether the form can be filtered by its change stamp), push.go (one
// payload for many ids), sideform.go (rows of another form that belong to a
// customer). The fake is fake.go and the files fake_*.go; it shares no code with
// the rest.
package jiandaoyun
