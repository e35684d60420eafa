package okki

import (
	"encoding/json"

	"github.com/tierloop/tierloop/connectors"
)

const tokenPath = "/v1/oauth2/access_token"

// answer is the frame around every answer but that of a login.
type answer struct {
	Code    connectors.Code `json:"code"`
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data"`
}

type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int64  `json:"expires_in"` // seconds
	Data        struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int64  `json:"expires_in"`
	} `json:"data"`
}

// rows are a page of a list. Companies tell their number as totalItem, orders as
// count.
type rows struct {
	List      []map[string]any `json:"list"`
	Items     []map[string]any `json:"items"`
	TotalItem json.Number      `json:"totalItem"`
	Total     json.Number      `json:"total"`
	Count     json.Number      `json:"count"`
}

// total is how many records the list has, -1 when it does not tell.
func (r rows) total() int64 {
	for _, n := range []json.Number{r.TotalItem, r.Total, r.Count} {
		if v, err := n.Int64(); err == nil {
			return v
		}
	}
	return -1
}

// fieldInfo is a field of the data dictionary; its keys are read in all the
// writings that are in use, as the page does not show an answer.
type fieldInfo struct {
	ID        any   `json:"id"`
	FieldID   any   `json:"field_id"`
	Name      any   `json:"name"`
	FieldName any   `json:"field_name"`
	Type      any   `json:"field_type"`
	OldType   any   `json:"type"`
	Require   any   `json:"require"`
	ExtInfo   any   `json:"ext_info"`
	Fields    []any `json:"fields"` // of a group of fields
}
