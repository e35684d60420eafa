package web

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/report/sheet"
)

// Analyst answers the questions of reports, to a reader in a language.
type Analyst interface {
	// Reports are all questions, in the order of the menu.
	Reports() []ReportKind
	// Report answers one; the name and the ways of asking are those of its kind.
	Report(ctx context.Context, p model.Principal, lang string, ask ReportAsk) (Report, error)
	// Tables are the figures behind several answers, asked for at once: in the order
	// of the questions, ids instead of words.
	Tables(ctx context.Context, p model.Principal, asks ...ReportAsk) ([]Counted, error)
	// File is the answer as a file: xlsx, csv or json. It is written into the audit log.
	File(ctx context.Context, p model.Principal, lang string, ask ReportAsk, format string) ([]byte, error)
	// Deliveries are the reports that are sent on schedule, with how the last ones
	// went.
	Deliveries(ctx context.Context, p model.Principal) ([]Delivery, error)
	// Policy is the tier policy in force.
	Policy() Policy
}

// ReportKind is one question.
type ReportKind struct {
	Name     string
	Say      model.Text // what it answers
	Span     bool       // it is about months
	Compares bool       // an earlier span can be laid beside it
	By       []string   // what it can be split by; the first is the usual one
}

// Delivery is a report that is sent on schedule.
type Delivery struct {
	Name, Report, Cron string
	Channels           []string
	Next               time.Time
	Last               []Delivered // newest first
}

// Delivered is one of its times. Again is when it is tried once more, zero: never.
type Delivered struct {
	Due, Again time.Time
	State      string // begun, sent or failed
	Attempts   int
	Said       string // the code of the fault
	Channels   []Sent
}

// Sent is what became of the message to one channel: begun, sent, failed, or
// unsure where the process died while it sent.
type Sent struct{ Channel, State, Said string }

// ReportAsk is a question as it was put.
type ReportAsk struct {
	Name    string
	Months  int
	By      string
	Compare string // "", previous or year
}

// Report is an answer, in words of the reader's language.
type Report struct {
	Span    string // of which months and currency it is; "" for the present
	Columns []ReportColumn
	Rows    [][]string // Total, when there is one, is the last
	Total   bool
	Charts  []sheet.Chart
	Missing []string // data that is not there
	More    int      // rows that a page leaves out; the file has them
	// Counting: the figures since the last run are being counted, and these are those
	// before it; without columns there are none yet.
	Counting bool
}

// Counted is the table behind a report as it was counted last; without columns it is
// counted for the first time.
type Counted struct {
	report.Table
	Fresh        bool // it is of after the last run
	Span, Before report.Span
	From, To     model.Date // of moves
}

// Last is the position of the last row.
func (r Report) Last() int { return len(r.Rows) - 1 }

// ReportColumn is one column of the table.
type ReportColumn struct {
	Name   string
	Number bool
}

// Policy is the tier policy of the group, for reading.
type Policy struct {
	Name, File, Hash, Text string
	Levels                 []PolicyLevel
}

// PolicyLevel is one tier, the best first.
type PolicyLevel struct {
	ID      string
	Label   model.Text
	Service map[string]string
}
