package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

var (
	//go:embed requirements.txt
	requirement string
	//go:embed tap.py
	script string
)

// tap is tap-salesforce in an environment of its own.
type tap struct{ python, script, config, catalog, out string }

// install makes the environment once.
func install(o options) (*tap, error) {
	env := filepath.Join(o.work, "tap-salesforce")
	t := &tap{python: filepath.Join(env, "bin", "python"), script: filepath.Join(env, "tap.py"), config: filepath.Join(env, "config.json"),
		catalog: filepath.Join(env, "catalog.json"), out: filepath.Join(o.work, "pull-tap.jsonl")}
	if _, err := os.Stat(t.python); err != nil {
		if out, err := exec.Command(o.python, "-m", "venv", env).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("environment of the tap: %w\n%s", err, tail(out))
		}
	}
	list := filepath.Join(env, "requirements.txt")
	if err := errors.Join(os.WriteFile(list, []byte(requirement), 0o600), os.WriteFile(t.script, []byte(script), 0o600)); err != nil {
		return nil, err
	}
	if out, err := exec.Command(t.python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", list).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("installing the tap: %w\n%s", err, tail(out))
	}
	return t, nil
}

// prepare lets the tap discover, and selects the accounts and what is read of them.
func (t *tap) prepare(base string) error {
	config, err := json.Marshal(map[string]any{"refresh_token": "r", "client_id": "c", "client_secret": "s", "start_date": "2020-01-01T00:00:00Z", "api_type": "REST", "select_fields_by_default": false})
	if err != nil {
		return err
	}
	if err := os.WriteFile(t.config, config, 0o600); err != nil {
		return err
	}
	out, err := exec.Command(t.python, t.script, base, "--config", t.config, "--discover").Output()
	if err != nil {
		said := err.Error()
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			said += "\n" + string(tail(exit.Stderr))
		}
		return fmt.Errorf("the tap's discovery: %s", said)
	}
	var catalog struct {
		Streams []struct {
			ID       string `json:"tap_stream_id"`
			Stream   string `json:"stream"`
			Schema   any    `json:"schema"`
			Metadata []struct {
				Breadcrumb []string       `json:"breadcrumb"`
				Metadata   map[string]any `json:"metadata"`
			} `json:"metadata"`
		} `json:"streams"`
	}
	if err := json.Unmarshal(out, &catalog); err != nil {
		return fmt.Errorf("the tap's catalog: %w", err)
	}
	for _, s := range catalog.Streams {
		for _, m := range s.Metadata {
			wanted := len(m.Breadcrumb) == 0 || slices.Contains(fields, m.Breadcrumb[len(m.Breadcrumb)-1])
			m.Metadata["selected"] = s.ID == "Account" && wanted
		}
	}
	text, err := json.Marshal(catalog)
	if err != nil {
		return err
	}
	return os.WriteFile(t.catalog, text, 0o600)
}

// read runs the tap; its RECORD messages are the records.
func (t *tap) read(base string) (reading, error) {
	file, err := os.Create(t.out)
	if err != nil {
		return reading{}, err
	}
	defer file.Close() //nolint:errcheck // the tap has written it
	c := exec.Command(t.python, t.script, base, "--config", t.config, "--properties", t.catalog)
	c.Stdout = file
	return timed(c, t.out, `{"type": "RECORD"`)
}
