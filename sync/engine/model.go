package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Who makes a version of the trained models.
const (
	ModelByRun   = "run"
	ModelByTrain = "train"
	ModelByRefit = "refit"
)

// Matcher is the matcher of the configuration with the active version of the
// trained models, and its number; 0 before the first matching, when the matcher
// trains on what it is given.
func (e *Engine) Matcher(ctx context.Context) (*matching.Matcher, int64, error) {
	active, models, err := ActiveModels(ctx, e.Store)
	return e.Config.Matcher.WithModels(models), active.Version, err
}

// ActiveModels are the active version and what it says; none is no error.
func ActiveModels(ctx context.Context, db *store.DB) (store.MatchModel, matching.Models, error) {
	active, err := db.ActiveMatchModel(ctx, model.SystemPrincipal())
	if errors.Is(err, store.ErrNotFound) {
		return store.MatchModel{}, matching.Models{}, nil
	}
	if err != nil {
		return active, matching.Models{}, err
	}
	models, err := matching.ParseModels(active.Text)
	if err != nil {
		err = fmt.Errorf("version %d of the trained models: %w", active.Version, err)
	}
	return active, models, err
}

// SaveModels keeps models as a version, which is not active by that.
func SaveModels(ctx context.Context, tx *store.Tx, models matching.Models, origin, author string) (version int64, err error) {
	m := store.MatchModel{Origin: origin, Author: author}
	if m.Text, err = models.Text(); err != nil {
		return 0, err
	}
	if m.Hash, err = models.Hash(); err != nil {
		return 0, err
	}
	if k := models.Organisations; k != nil {
		m.Organisations = k.Records
	}
	if k := models.Persons; k != nil {
		m.Persons = k.Records
	}
	return tx.SaveMatchModel(ctx, m)
}

// outgrown has the models trained anew that the program made by itself of too few
// records. What a person has activated stays until a person trains again.
func (m *matcher) outgrown() {
	if m.active.ActivatedBy == byProgram {
		m.index.Retrain()
	}
}

// keepModels makes what this matching had to train the active version, so that
// later ones weigh by it.
func (m *matcher) keepModels(ctx context.Context) error {
	m.index.Freeze()
	models := m.index.Models()
	hash, err := models.Hash()
	if err != nil {
		return err
	}
	if models != (matching.Models{}) && hash != m.active.Hash {
		err := m.write(ctx, func(tx *store.Tx) (err error) {
			if m.active.Version, err = SaveModels(ctx, tx, models, ModelByRun, byProgram); err != nil {
				return err
			}
			return tx.ActivateMatchModel(ctx, m.active.Version, byProgram)
		})
		if err != nil {
			return fmt.Errorf("keep the trained models: %w", err)
		}
		m.active.Hash, m.mark.weights = hash, hash
		m.add("match.trained", 1)
		m.Log.Info("matching models trained", "version", m.active.Version)
	}
	m.known.version = m.active.Version
	return nil
}
