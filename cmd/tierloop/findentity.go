package main

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// findEntity turns what was asked for into the id of an entity.
func (a *app) findEntity(ctx context.Context, db *store.DB, text string) (string, error) {
	p := a.principal()
	if ref, ok := model.ParseRef(text); ok {
		id, err := db.EntityOf(ctx, p, ref)
		if err == nil && id != "" {
			return id, nil
		}
		if err == nil {
			return "", usage("%s belongs to no entity yet; run tierloop match", ref)
		}
		if !errors.Is(err, store.ErrNotFound) {
			return "", err
		}
	}
	if _, err := db.Entity(ctx, p, text); err == nil {
		return text, nil
	} else if !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	found := map[string]string{}
	entities, err := db.FindEntities(ctx, p, text, 20)
	if err != nil {
		return "", err
	}
	for _, e := range entities {
		if e.Name() == text {
			return e.ID, nil
		}
		found[e.ID] = e.Name()
	}
	customers, err := db.FindCustomers(ctx, p, text, 20)
	if err != nil {
		return "", err
	}
	for _, c := range customers {
		if c.Entity != "" && found[c.Entity] == "" {
			found[c.Entity] = c.Name
		}
	}
	ids := slices.Sorted(maps.Keys(found))
	switch len(ids) {
	case 0:
		return "", usage("nobody is called %q; tierloop export entities lists all", text)
	case 1:
		return ids[0], nil
	}
	for i, id := range ids {
		ids[i] = id + " " + found[id]
	}
	return "", usage("%q fits %d {customer|customers}, take one: %s", text, len(ids), strings.Join(ids, " · "))
}

// entityNamed is the entity that findEntity finds, as it stands in the store.
func (a *app) entityNamed(ctx context.Context, db *store.DB, text string) (store.StoredEntity, error) {
	id, err := a.findEntity(ctx, db, text)
	if err != nil {
		return store.StoredEntity{}, err
	}
	return db.Entity(ctx, a.principal(), id)
}
