package main

import "testing"

func TestSystemsPageIsOfThisRegistry(t *testing.T) { page(t, "systems.md", systemsPage()) }
