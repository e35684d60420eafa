package main

import (
	"slices"

	"github.com/tierloop/tierloop/configs"
)

// sourceNames are the sources named, or all; one that is not configured is a
// usage error.
func sourceNames(cfg *configs.Config, args []string) ([]string, error) {
	var all []string
	for _, s := range cfg.Sources {
		all = append(all, s.Name)
	}
	if len(args) == 0 {
		return all, nil
	}
	for _, name := range args {
		if !slices.Contains(all, name) {
			return nil, unknownSource(name, all)
		}
	}
	return args, nil
}
