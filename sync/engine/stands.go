package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
)

// stands says whether the results of the last scoring are those of this one: it was
// for the same day, went by the same inputs, and nobody moved since. A result looks
// at earlier ones of days before its own only, so who is scored by the same again
// gets the same. inputs are what each policy goes by now.
func (t *turn) stands(ctx context.Context) (inputs []string, still bool, err error) {
	if inputs, err = t.inputsOf(ctx); err != nil {
		return nil, false, fmt.Errorf("look for what moved since the last scoring: %w", err)
	}
	var months monthMark
	past, err := t.lastCheckpoint(ctx, "months")
	if err == nil && past.Mark != "" {
		err = json.Unmarshal([]byte(past.Mark), &months)
	}
	if err != nil || months.Run == 0 || !slices.Equal(months.Policies, t.livePolicies()) {
		return inputs, false, err
	}
	var results, internal int
	for i, policy := range t.Config.AllPolicies() {
		mark, err := t.countedMark(ctx, policy)
		if err != nil || mark.Inputs != inputs[i] || mark.Since != months.Run || mark.AsOf != months.AsOf {
			return inputs, false, err
		}
		results, internal = results+mark.Results, len(mark.Own)
	}
	moved, err := t.Store.EntitiesMoved(ctx, model.SystemPrincipal(), months.Run)
	if err != nil || len(moved) > 0 {
		return inputs, false, err
	}
	t.add("score.results", int64(results))
	t.add("score.internal", int64(internal))
	return inputs, true, nil
}

// inputsOf is, policy by policy, the hash of everything that scoring goes by but the
// customers and earlier results.
func (t *turn) inputsOf(ctx context.Context) ([]string, error) {
	p := model.SystemPrincipal()
	rates, err := t.Store.Rates(ctx, p)
	if err != nil {
		return nil, err
	}
	pins, err := t.Store.Pins(ctx, p)
	if err != nil {
		return nil, err
	}
	own, err := t.Store.OwnCompanies(ctx, p)
	if err != nil {
		return nil, err
	}
	manual, err := t.Store.ManualScores(ctx, p)
	if err != nil {
		return nil, err
	}
	common := []any{t.Version, t.shown(), rates, pins, own, manual}
	hash := func(policy *scoring.Compiled) (string, error) {
		text, err := json.Marshal(append(common, policy.Policy().Name, policy.Hash, policy.AsOf(t.asOf)))
		sum := sha256.Sum256(text)
		return hex.EncodeToString(sum[:16]), err
	}
	var out []string
	for _, policy := range t.Config.AllPolicies() {
		h, err := hash(policy)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}
