package dynamics

import "encoding/json"

type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int64  `json:"expires_in"` // seconds
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

// errorAnswer is the frame of an error of the API.
type errorAnswer struct {
	Error *struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

type rowsAnswer struct {
	Rows  []map[string]any `json:"value"`
	Next  string           `json:"@odata.nextLink"`
	Delta string           `json:"@odata.deltaLink"`
}

type tableAnswer struct {
	Name      string      `json:"LogicalName"`
	Set       string      `json:"EntitySetName"`
	Key       string      `json:"PrimaryIdAttribute"`
	Tracked   bool        `json:"ChangeTrackingEnabled"`
	Columns   []attribute `json:"Attributes"`
	Shown     label       `json:"DisplayName"`
	Activity  bool        `json:"IsActivity"`
	Private   bool        `json:"IsPrivate"`
	Intersect bool        `json:"IsIntersect"`
}

type whoAnswer struct {
	User string `json:"UserId"`
}

// heldAnswer are the privileges of a user, privilegesAnswer those that a table has.
type heldAnswer struct {
	Privileges []struct {
		ID string `json:"PrivilegeId"`
	} `json:"RolePrivileges"`
}

type privilegesAnswer struct {
	Privileges []struct {
		ID   string `json:"PrivilegeId"`
		Name string `json:"Name"`
		Type string `json:"PrivilegeType"` // Create, Read, Write, Delete …
	} `json:"Privileges"`
}

type tablesAnswer struct {
	Tables []tableAnswer `json:"value"`
}

// attribute is a column; what holds for one type alone comes by a cast.
type attribute struct {
	Name      string   `json:"LogicalName"`
	Type      string   `json:"AttributeType"`
	Of        *string  `json:"AttributeOf"` // of a column that only shows another one
	Readable  bool     `json:"IsValidForRead"`
	Writable  bool     `json:"IsValidForUpdate"`
	Custom    bool     `json:"IsCustomAttribute"`
	Shown     label    `json:"DisplayName"`
	Required  level    `json:"RequiredLevel"`
	MaxLength int      `json:"MaxLength"` // of texts
	Format    string   `json:"Format"`    // of dates: DateOnly or DateAndTime
	Targets   []string `json:"Targets"`   // of lookups
	Options   struct {
		List []option `json:"Options"`
	} `json:"OptionSet"`
}

type attributesAnswer struct {
	Columns []attribute `json:"value"`
}

type level struct {
	Value string `json:"Value"`
}

type option struct {
	Value json.Number `json:"Value"`
	Label label       `json:"Label"`
}

type label struct {
	User *struct {
		Label string `json:"Label"`
	} `json:"UserLocalizedLabel"`
}

func (l label) text() string {
	if l.User == nil {
		return ""
	}
	return l.User.Label
}
