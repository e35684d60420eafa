package fxiaoke

import (
	"encoding/json"

	"github.com/tierloop/tierloop/connectors"
)

// answer is the frame around every answer.
type answer struct {
	Code        connectors.Code `json:"errorCode"`
	Message     string          `json:"errorMessage"`
	Description string          `json:"errorDescription"`
	TraceID     string          `json:"traceId"`
}

func (a answer) said() string {
	if a.Description == "" || a.Description == a.Message {
		return a.Message
	}
	return a.Message + ": " + a.Description
}

type tokenRequest struct {
	AppID         string `json:"appId"`
	AppSecret     string `json:"appSecret"`
	PermanentCode string `json:"permanentCode"`
	GrantType     string `json:"grantType"`
}

type tokenAnswer struct {
	answer
	AccessToken string `json:"accessToken"`
	EA          string `json:"ea"`
	ExpiresIn   int64  `json:"expiresIn"` // seconds that are left
}

// queryRequest mixes two writings of names: that is the vendor's own.
type queryRequest struct {
	ReturnTotal int       `json:"returnTotalNum"` // 1 exact, 3 none
	Data        queryData `json:"data"`
}

type queryData struct {
	Object string     `json:"dataObjectApiName"`
	Count  bool       `json:"find_explicit_total_num"`
	Search searchInfo `json:"search_query_info"`
}

type searchInfo struct {
	Limit      int      `json:"limit"`
	Offset     int      `json:"offset"`
	Filters    []filter `json:"filters"`
	Orders     []order  `json:"orders"`
	Projection []string `json:"fieldProjection,omitempty"`
}

type filter struct {
	Field    string   `json:"field_name"`
	Values   []string `json:"field_values"`
	Operator string   `json:"operator"`
}

type order struct {
	Field string `json:"fieldName"`
	Asc   bool   `json:"isAsc"`
}

type queryAnswer struct {
	Data json.RawMessage `json:"data"`
}

// rows is the data of a query.
type rows struct {
	List  []map[string]any `json:"dataList"`
	Total int64            `json:"total"` // 0 when not asked for
}

type updateRequest struct {
	// Both default to true at the vendor's: a tier update would start approvals.
	TriggerApproval bool       `json:"triggerApprovalFlow"`
	TriggerWorkflow bool       `json:"triggerWorkFlow"`
	Data            updateData `json:"data"`
}

// updateData carries the object's name inside object_data, other than a query.
type updateData struct {
	Object map[string]any `json:"object_data"`
}

type listRequest struct {
	IncludeNull bool `json:"includeNull"`
}

type listAnswer struct {
	Data struct {
		Objects []struct {
			Name   string `json:"describeApiName"`
			Label  string `json:"describeDisplayName"`
			Active *bool  `json:"isActive"`
		} `json:"objects"`
	} `json:"data"`
}

type describeRequest struct {
	IncludeDetail bool         `json:"includeDetail"`
	Data          describeName `json:"data"`
}

type describeName struct {
	Name string `json:"apiName"`
}

type describeAnswer struct {
	Data struct {
		Describe struct {
			Fields map[string]fieldInfo `json:"fields"`
		} `json:"describe"`
	} `json:"data"`
}

type fieldInfo struct {
	Name       string       `json:"api_name"`
	Label      string       `json:"label"`
	Type       string       `json:"type"`
	Required   bool         `json:"is_required"`
	Active     *bool        `json:"is_active"`
	DefineType string       `json:"define_type"`
	Options    []optionInfo `json:"options"`
}

type optionInfo struct {
	Label string `json:"label"`
	Value any    `json:"value"`
}
