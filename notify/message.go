package notify

import (
	"strings"
	"unicode/utf8"

	"github.com/tierloop/tierloop/model"
)

// Level says how much a message matters.
type Level int

// The levels, the least first.
const (
	Info     Level = iota // all is well
	Warning               // the run went through, some rows did not
	Critical              // somebody has to do something
)

var levelNames = [...]string{"info", "warning", "critical"}

// Levels are the names of the levels, the least first.
func Levels() []string { return levelNames[:] }

func (l Level) String() string { return levelNames[l] }

// ParseLevel reads the name of a level.
func ParseLevel(s string) (Level, bool) {
	for i, n := range levelNames {
		if n == s {
			return Level(i), true
		}
	}
	return 0, false
}

// Message is one digest.
type Message struct {
	Level Level
	Title model.Text
	// Facts are what the run did, such as rows pulled.
	Facts []Fact
	// Problems are what is wrong, the worst first.
	Problems []Problem
	// Run is the id of the run, the key by which a reader finds more.
	Run string
	// Attachments are files that a mailbox gets; chats take none.
	Attachments []Attachment
}

// Attachment is a file by the name that its receiver sees.
type Attachment struct {
	Name string
	Body []byte
}

// Fact is one line of what was done.
type Fact struct {
	Name  model.Text `json:"name"`
	Value model.Text `json:"value"`
}

// Problem is one thing that is wrong.
type Problem struct {
	Level Level
	Code  string // of the catalogue of errors
	Where string // a source or a job; "" for the whole run
	Text  model.Text
	Fix   model.Text
}

// Key names the problem from run to run.
func (p Problem) Key() string { return strings.TrimSpace(p.Code + " " + p.Where) }

// maxProblems is how many problems a message spells out.
const maxProblems = 10

// spelled are the problems that are written out, and how many are left.
func (m Message) spelled() ([]Problem, int) {
	n := min(len(m.Problems), maxProblems)
	return m.Problems[:n], len(m.Problems) - n
}

// cut shortens text to a number of bytes without breaking a character.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	const mark = "…"
	end := most - len(mark)
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + mark
}
