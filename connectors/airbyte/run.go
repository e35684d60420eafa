package airbyte

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/bridge"
)

// program is the source, ready to run.
func (c *Connector) program() *bridge.Program {
	return &bridge.Program{Args: c.cfg.List("command"), Env: c.cfg.Map("env"), Idle: c.cfg.Duration("idle_timeout"), Total: c.cfg.Duration("total_timeout"),
		Log: c.env.Log, Hide: bridge.Secrets(c.stored.Base, func(path string) bool { return slices.Contains(c.secrets, path) })}
}

// spec learns which keys of the configuration are secret, once.
func (c *Connector) spec(ctx context.Context) {
	c.specOnce.Lock()
	defer c.specOnce.Unlock()
	if c.secrets != nil {
		return
	}
	dir, remove, err := bridge.Folder(nil)
	if err != nil {
		return
	}
	defer remove()
	a := &answers{}
	ended, err := c.program().Run(ctx, dir, []string{"spec"}, func(line []byte) error {
		if m, ok := parseMessage(line); ok {
			return a.line(m)
		}
		return nil
	})
	if err != nil || !ended.Well() || a.spec == nil {
		return // the names of the keys have to do; the command itself will tell what is wrong
	}
	c.secrets = append([]string{""}, secretPaths(a.spec, "")...)
}

// secretPaths are the dotted paths of what a specification calls secret.
func secretPaths(schema map[string]any, at string) []string {
	var out []string
	if hidden, _ := schema["airbyte_secret"].(bool); hidden {
		out = append(out, at)
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, v := range properties {
		if p, ok := v.(map[string]any); ok {
			path := name
			if at != "" {
				path = at + "." + name
			}
			out = append(out, secretPaths(p, path)...)
		}
	}
	for _, word := range []string{"oneOf", "anyOf", "allOf"} {
		list, _ := schema[word].([]any)
		for _, v := range list {
			if p, ok := v.(map[string]any); ok {
				out = append(out, secretPaths(p, at)...)
			}
		}
	}
	return out
}

// run runs one command. A source that changes its configuration says so; the
// change is kept at once, because what it replaces may be worthless already.
func (c *Connector) run(ctx context.Context, op, object string, command []string, files map[string][]byte, line func(message) error) error {
	if c.closed.Load() {
		return connectors.Closed(op, system, object)
	}
	c.running.Lock()
	defer c.running.Unlock()
	c.spec(ctx)
	config, err := c.stored.Load(ctx)
	if err != nil {
		return err
	}
	all := map[string][]byte{"config.json": config}
	maps.Copy(all, files)
	dir, remove, err := bridge.Folder(all)
	if err != nil {
		return c.fail(op, object, connectors.KindUnavailable, err.Error())
	}
	defer remove()
	args := append(slices.Clone(command), "--config", filepath.Join(dir, "config.json"))
	for flag, name := range map[string]string{"--catalog": "catalog.json", "--state": "state.json"} {
		if files[name] != nil {
			args = append(args, flag, filepath.Join(dir, name))
		}
	}
	p := c.program()
	w := &words{}
	ended, err := p.Run(ctx, dir, args, func(text []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		m, ok := parseMessage(text)
		if !ok {
			w.junk++
			return nil
		}
		if m.Control != nil && m.Control.Type == "CONNECTOR_CONFIG" && len(m.Control.Config.Config) > 0 {
			return c.stored.Save(context.WithoutCancel(ctx), m.Control.Config.Config)
		}
		w.note(m)
		if m.Log != nil {
			c.env.Log.Debug("program", "says", p.Masked(m.Log.Message))
		}
		return line(m)
	})
	if w.junk > 0 {
		c.env.Log.Warn("the source wrote lines that are no messages", "object", object, "lines", w.junk)
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && strings.HasPrefix(err.Error(), "start "):
		return &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: system, Object: object, Said: err.Error(), Fix: "correct command: the whole path of the source, and the arguments as a list"}
	case err != nil:
		return err
	case !ended.Well():
		return c.ended(op, object, ended, p.Masked(w.said), w.failure)
	}
	return nil
}

// words are what a run said about itself.
type words struct {
	junk          int
	said, failure string // of the last error trace
}

func (w *words) note(m message) {
	if m.Trace != nil && m.Trace.Error != nil {
		w.said, w.failure = m.Trace.Error.Message, m.Trace.Error.FailureType
	}
	if m.Log != nil && (m.Log.Level == "FATAL" || m.Log.Level == "ERROR") && w.failure == "" {
		w.said = m.Log.Message
	}
}

// ended sorts how a source failed: by its own word, where it gave one.
func (c *Connector) ended(op, object string, e bridge.Ended, said, failure string) error {
	out := c.fail(op, object, connectors.KindUnavailable, said)
	if out.Said == "" {
		out.Said = e.Last
	}
	if e.Cause != nil {
		out.Said = strings.TrimSuffix(e.Cause.Error()+"; "+out.Said, "; ")
		return out
	}
	if failure == "config_error" {
		out.Kind = connectors.KindInvalid
		for _, word := range []string{"401", "403", "credential", "unauthor", "token", "password", "access denied"} {
			if strings.Contains(strings.ToLower(said), word) {
				out.Kind = connectors.KindAuth
			}
		}
	}
	return out
}
