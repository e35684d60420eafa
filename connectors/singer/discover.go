package singer

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/bridge"
)

// Objects lists the streams of the tap.
func (c *Connector) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	cat, err := c.catalog.Ask(ctx, "describe", "")
	if err != nil {
		return nil, err
	}
	var out []connectors.ObjectInfo
	for _, name := range cat.names() {
		out = append(out, connectors.ObjectInfo{Name: name, Label: name})
	}
	return out, nil
}

// Describe reads the schema of a stream.
func (c *Connector) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	cat, err := c.catalog.Ask(ctx, "describe", "")
	if err != nil {
		return connectors.Schema{}, err
	}
	s, err := cat.stream(object)
	if err != nil {
		return connectors.Schema{}, c.fail("describe", object, connectors.KindNotFound, err.Error())
	}
	schema, _ := s["schema"].(map[string]any)
	return connectors.Schema{Object: object, Fields: bridge.Fields(schema, keyOf(s, c.cfg.Object(object).List("key")))}, nil
}

// discover asks the tap for its catalog, or reads the file that stands for it.
func (c *Connector) discover(ctx context.Context, op string) (*catalog, error) {
	if path := c.cfg.String("catalog"); path != "" {
		if !filepath.IsAbs(path) {
			path = filepath.Join(c.env.Dir, path)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, c.fail(op, "", connectors.KindNotFound, err.Error())
		}
		cat, err := parseCatalog(text)
		if err != nil {
			return nil, c.fail(op, "", connectors.KindInvalid, path+": "+err.Error())
		}
		return cat, nil
	}
	var text bytes.Buffer
	err := c.run(ctx, op, "", nil, func(string) []string { return []string{"--discover"} }, func(line []byte) error {
		if text.Len() == 0 && line[0] != '{' {
			return nil // a greeting
		}
		text.Write(line)
		return nil
	})
	if err != nil {
		return nil, err
	}
	cat, err := parseCatalog(text.Bytes())
	if err != nil {
		return nil, c.fail(op, "", connectors.KindBug, err.Error()+"; a tap without --discover needs the option catalog")
	}
	return cat, nil
}

// run runs the tap once with its configuration and more files, and keeps what it
// made of the configuration. args gets the folder of the files.
func (c *Connector) run(ctx context.Context, op, object string, files map[string][]byte, args func(dir string) []string, line func([]byte) error) error {
	if c.closed.Load() {
		return connectors.Closed(op, system, object)
	}
	c.running.Lock()
	defer c.running.Unlock()
	config, err := c.stored.Load(ctx)
	if err != nil {
		return err
	}
	all := map[string][]byte{"config.json": config}
	for name, body := range files {
		all[name] = body
	}
	dir, remove, err := bridge.Folder(all)
	if err != nil {
		return c.fail(op, object, connectors.KindUnavailable, err.Error())
	}
	defer remove()
	path := filepath.Join(dir, "config.json")
	p := c.program()
	ended, err := p.Run(ctx, dir, append([]string{"--config", path}, args(dir)...), line)
	if after, readErr := os.ReadFile(path); readErr == nil {
		if saveErr := c.stored.Save(context.WithoutCancel(ctx), after); saveErr != nil {
			return saveErr
		}
	}
	if err != nil {
		if strings.HasPrefix(err.Error(), "start ") {
			return &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: system, Object: object, Said: err.Error(), Fix: "correct command: the whole path of the tap, and the arguments as a list"}
		}
		return err
	}
	if !ended.Well() {
		return c.ended(op, object, ended)
	}
	return nil
}

// ended sorts how a tap failed. Singer has no codes: the words decide.
func (c *Connector) ended(op, object string, e bridge.Ended) error {
	out := c.fail(op, object, connectors.KindUnavailable, e.Last)
	if e.Cause != nil {
		out.Said = strings.TrimPrefix(e.Cause.Error()+"; "+e.Last, "; ")
		return out
	}
	low := strings.ToLower(e.Last)
	for kind, words := range map[connectors.Kind][]string{
		connectors.KindAuth:    {"401", "unauthorized", "unauthorised", "invalid_grant", "invalid credentials", "authentication", "access denied for user", "password"},
		connectors.KindInvalid: {"config is missing", "missing required", "required config", "configerror", "config validation", "configvalidationerror", "unrecognized arguments", "the following arguments are required"},
	} {
		for _, w := range words {
			if strings.Contains(low, w) {
				out.Kind = kind
			}
		}
	}
	return out
}
