package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/outbound"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/notify"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// notices tells the configured channels how runs went. What each was told last
// lies in the store, as a checkpoint of the run, so that any process goes on
// from there; a message that did not arrive is made up for by the next run.
type notices struct {
	db       *store.DB
	clock    clock.Clock
	log      *slog.Logger
	channels []noticeChannel
	// spread keeps the messages of many machines off the full hour, at which
	// platforms are asked the most.
	spread time.Duration

	mu    sync.Mutex
	known map[string]notify.State // by checkpoint, for when the store cannot be read
	wait  sync.WaitGroup
}

type noticeChannel struct {
	*configs.Notice
	notify.Channel
}

// newNotices reads the secrets of the channels.
func (a *app) newNotices(cfg *configs.Config, db *store.DB) (*notices, error) {
	n := &notices{db: db, clock: a.clock, log: a.logger(), spread: 45 * time.Second, known: map[string]notify.State{}}
	for i := range cfg.Notices {
		c, err := a.noticeChannel(cfg, &cfg.Notices[i])
		if err != nil {
			return nil, err
		}
		n.channels = append(n.channels, noticeChannel{&cfg.Notices[i], c})
	}
	return n, nil
}

func (a *app) noticeChannel(cfg *configs.Config, n *configs.Notice) (notify.Channel, error) {
	s, err := cfg.Setup(n)
	if err != nil {
		return nil, err
	}
	door := outbound.New(cfg.File.Outbound.Allow...)
	door.Name(s.URL)
	s.Transport, s.Clock, s.Log, s.UserAgent = door.Transport(), a.clock, a.logger(), "TierLoop/"+version
	return notify.New(s)
}

// tell sends what the channels want to know of a run, in the background: a slow
// platform holds no job. end waits for it.
func (n *notices) tell(ctx context.Context, job string, r engine.Report, err error) {
	m := digest(r, err)
	for _, c := range n.channels {
		if !c.Tells(job) {
			continue
		}
		mark := checkpointOf(c.Name, job)
		was := n.last(ctx, mark)
		why, next := notify.Decide(was, m, c.Rule, n.clock.Now())
		if why == notify.Quiet {
			continue
		}
		n.wait.Go(func() {
			if n.clock.Sleep(ctx, rand.N(n.spread+1)) != nil {
				return
			}
			if err := c.Send(ctx, m.Titled(job, why, was, n.clock.Now())); err != nil {
				n.log.Error("notification not delivered", "channel", c.Name, "job", job, "run", r.Run.ID, "error", err)
				return
			}
			n.keep(context.WithoutCancel(ctx), mark, r.Run.ID, next)
		})
	}
}

// end waits for the messages under way.
func (n *notices) end() { n.wait.Wait() }

// checkpointOf names what a channel was told of a job, in 64 characters.
func checkpointOf(channel, job string) string {
	sum := sha256.Sum256([]byte(channel + "\x00" + job))
	return "notify:" + hex.EncodeToString(sum[:])[:32]
}

func (n *notices) last(ctx context.Context, mark string) notify.State {
	n.mu.Lock()
	defer n.mu.Unlock()
	past, err := n.db.StageHistory(ctx, model.SystemPrincipal(), mark, 1)
	if err != nil || len(past) == 0 {
		return n.known[mark]
	}
	var s notify.State
	if err := json.Unmarshal([]byte(past[0].Mark), &s); err != nil {
		return n.known[mark]
	}
	return s
}

func (n *notices) keep(ctx context.Context, mark, run string, s notify.State) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.known[mark] = s
	stored, err := n.db.Run(ctx, model.SystemPrincipal(), run)
	if err != nil {
		return // the run never began; this process remembers
	}
	text, err := json.Marshal(s)
	if err == nil {
		err = n.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			return tx.SetStage(ctx, stored.Seq, store.Checkpoint{Stage: mark, State: "told", Mark: string(text)})
		})
	}
	if err != nil {
		n.log.Error("what a channel was told is not kept; it may be told twice", "run", run, "error", err)
	}
}
