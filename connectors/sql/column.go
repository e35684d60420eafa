package sqlsource

// class is what reading a column exactly needs to know of its type.
type class int

const (
	textual   class = iota
	numeric         // json.Number
	boolean         // bool
	date            // YYYY-MM-DD
	zoned           // an instant: RFC 3339 in UTC
	local           // a time without zone: YYYY-MM-DD hh:mm:ss
	binary          // bytes: text if UTF-8, else 0x and hex
	otherwise       // as the database writes it
)

// column is one column of a table, view or query.
type column struct {
	name     string
	native   string // the database's own word for the type
	class    class
	cast     string // PostgreSQL: the type that a text parameter is cast to
	single   bool   // MySQL: a FLOAT, which no parameter equals
	bits     bool   // MySQL: a BIT
	storage  bool   // SQLite: the type says nothing, each value has its own
	nullable bool
	required bool // not null and without a default
	readOnly bool // generated
	maxLen   int
	label    string // its comment
	primary  int    // place in the primary key, from 1; 0 when not in it
}

// relation is something to select from, with its columns in order.
type relation struct {
	label   string // as the configuration calls it
	schema  string // of a table; "" of a query
	name    string
	from    string // quoted, for FROM
	columns []column
	unique  [][]string // sets of columns that no two rows share
}

// column finds a column by its exact name.
func (r *relation) column(name string) (column, bool) {
	for _, c := range r.columns {
		if c.name == name {
			return c, true
		}
	}
	return column{}, false
}

func (r *relation) names() []string {
	var out []string
	for _, c := range r.columns {
		out = append(out, c.name)
	}
	return out
}

// proves says whether the catalogue promises that these columns name one row.
func (r *relation) proves(key []column) bool {
	for _, set := range r.unique {
		covered := 0
		for _, name := range set {
			for _, k := range key {
				if k.name == name {
					covered++
				}
			}
		}
		if covered == len(set) && covered > 0 {
			return true
		}
	}
	return false
}
