// Package demo is the made-up group of companies behind "tierloop demo": five
// units, each with a system of its own, whose customers are the same companies
// under many names. Everything is drawn from a seed; nothing is real.
//
// data.go draws companies and what each unit knows of them, operator.go is the
// one customer whose story the demo tells, systems.go puts it all into the
// vendors' forms, files/ holds the configuration that is written to the folder.
package demo
