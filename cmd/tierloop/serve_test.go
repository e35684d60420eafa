package main

import (
	"testing"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
)

func TestAJobThatLostItsStoreTriesAgainSoon(t *testing.T) {
	now := time.Date(2026, 11, 2, 2, 30, 0, 0, time.UTC)
	quota := now.Add(3 * time.Hour)
	for name, c := range map[string]struct {
		catchUp time.Duration
		wanted  time.Time
		fault   *fault.Fault
		want    time.Time
	}{
		"went through":           {time.Hour, time.Time{}, nil, time.Time{}},
		"waits for a quota":      {time.Hour, quota, fault.New("E3005", "crm"), quota},
		"lost its store":         {time.Hour, time.Time{}, fault.New("E4009"), now.Add(storeAway)},
		"full disk":              {time.Hour, time.Time{}, fault.New("E4010"), time.Time{}},
		"may not start too late": {0, time.Time{}, fault.New("E4009"), time.Time{}},
	} {
		if got := resumeAt(configs.Job{CatchUp: c.catchUp}, c.wanted, c.fault, now); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
