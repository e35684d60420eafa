package declared

// authRule is the option auth; the option secret is its secret part.
type authRule struct {
	Kind string `key:"kind"` // none, basic, bearer, header, query, oauth2, hmac

	User   string `key:"user"`   // basic
	Name   string `key:"name"`   // of the header or parameter: header, query, hmac
	Prefix string `key:"prefix"` // before the value: header, hmac

	TokenURL string            `key:"token_url"` // oauth2: a path, or an address elsewhere
	ClientID string            `key:"client_id"`
	Send     string            `key:"send"` // oauth2: the client in the "body" or as "basic"
	More     map[string]string `key:"more"` // oauth2: further form fields, such as scope

	Sign     string            `key:"sign"`     // hmac: the text to sign, with places
	Hash     string            `key:"hash"`     // hmac: sha256, sha1, sha512
	Encoding string            `key:"encoding"` // hmac: hex, base64
	Headers  map[string]string `key:"headers"`  // hmac: further headers, with places
}

// limitRule is the option limits.
type limitRule struct {
	Calls    int    `key:"calls"` // in Per
	Per      string `key:"per"`
	Daily    int    `key:"daily"`
	Reserve  int    `key:"reserve"`
	Zone     string `key:"zone"` // where the day of the budget ends
	Parallel int    `key:"parallel"`
	Timeout  string `key:"timeout"`
}

// errorRule is the option errors: where an error's body says what, and what that
// means.
type errorRule struct {
	Code    string     `key:"code"` // paths
	Message string     `key:"message"`
	Trace   string     `key:"trace"`
	Wait    waitRule   `key:"wait"`
	Rules   []kindRule `key:"rules"` // the first that fits decides, else the status
}

// waitRule is where a refusal says how long to wait; Retry-After is known.
type waitRule struct {
	Header string `key:"header"`
	Path   string `key:"path"`
	Form   string `key:"form"` // seconds, ms, unix
}

// kindRule fits an answer when all that it names fits.
type kindRule struct {
	Status  []string `key:"status"`
	Code    []string `key:"code"`
	Message string   `key:"message"` // a part of it, in any case
	Path    string   `key:"path"`    // a value of the body …
	Is      []string `key:"is"`      // … that is one of these
	Kind    string   `key:"kind"`
	Fix     string   `key:"fix"`
}

// callRule is a call with places.
type callRule struct {
	Method string            `key:"method"`
	Path   string            `key:"path"`
	Query  map[string]string `key:"query"` // one whose place has no value is left out
	Body   map[string]any    `key:"body"`
}

// readRule is the object option read: a list.
type readRule struct {
	callRule
	Records  string   `key:"records"` // path of the list; "" is the whole answer
	ID       string   `key:"id"`
	Modified string   `key:"modified"`
	Deleted  string   `key:"deleted"` // filled or true when the record is gone
	Times    timeRule `key:"times"`
	Since    timeRule `key:"since"` // how {since} is written; as times when empty
	Page     pageRule `key:"page"`
	Total    valueAt  `key:"total"` // how many records there are
	Lines    string   `key:"lines"` // path of the lines: each is a record then
	LineID   string   `key:"line_id"`

	Detail *detailRule `key:"detail"`
}

// timeRule is how instants are written.
type timeRule struct {
	Form string `key:"form"` // rfc3339, date, unix, unix_ms, or a layout of Go
	Zone string `key:"zone"`
}

// valueAt is a header, or a path in the body.
type valueAt struct {
	Header string `key:"header"`
	Path   string `key:"path"`
}

// pageRule is how a list goes on.
type pageRule struct {
	Kind  string  `key:"kind"` // none, number, offset, token, link, next_url, keyset
	Size  int     `key:"size"` // the most that the system gives at once
	First *int    `key:"first"`
	Next  valueAt `key:"next"`  // token, next_url
	Field string  `key:"field"` // keyset: a path in the last record
	End   string  `key:"end"`   // number, offset, keyset: after an "empty" page or a "short" one
}

// detailRule is a call for each record of a list.
type detailRule struct {
	Path   string            `key:"path"`
	Query  map[string]string `key:"query"`
	Record string            `key:"record"`
	Into   string            `key:"into"` // a field; "" lays it over the record
}

// fieldRule names a value of a record; only named ones can be written.
type fieldRule struct {
	Path   string   `key:"path"`
	Type   string   `key:"type"`   // text, number, bool
	Values []string `key:"values"` // all that it takes; any when empty
}

// fetchRule is the object option fetch: records by id.
type fetchRule struct {
	callRule
	Records string `key:"records"`
	Size    int    `key:"size"` // ids in one call, where {ids} stands
}

// writeRule is the object option write.
type writeRule struct {
	callRule
	Shape    string `key:"shape"`     // one, rows, shared
	Record   string `key:"record"`    // one, shared: where the values go in the body
	WithID   string `key:"with_id"`   // one: where the id goes beside them, if it does
	Rows     string `key:"rows"`      // rows: where the list goes
	RowID    string `key:"row_id"`    // rows: where the id goes in each
	Results  string `key:"results"`   // rows: path of the list of results
	ResultID string `key:"result_id"` // rows: as row_id when empty
	Error    string `key:"error"`     // rows: path of a result's error
	Size     int    `key:"size"`      // records of a batch
	NumberID bool   `key:"number_id"` // ids are numbers in bodies
	Clear    string `key:"clear"`     // what empties a field: "null" or "empty"
}
