package jiandaoyun

import "encoding/json"

// Paths under base_url; every call is a POST.
const (
	appsPath        = "app/list"
	formsPath       = "app/entry/list"
	widgetsPath     = "app/entry/widget/list"
	listPath        = "app/entry/data/list"
	updatePath      = "app/entry/data/update"
	batchUpdatePath = "app/entry/data/batch_update"
	batchCreatePath = "app/entry/data/batch_create"
)

// refusal is the body of an error.
type refusal struct {
	Code json.Number `json:"code"`
	Msg  string      `json:"msg"`
}

type appsRequest struct {
	Limit int `json:"limit"`
	Skip  int `json:"skip"`
}

type appsAnswer struct {
	Apps []struct {
		Name string `json:"name"`
		ID   string `json:"app_id"`
	} `json:"apps"`
}

type formsRequest struct {
	AppID string `json:"app_id"`
	Limit int    `json:"limit"`
	Skip  int    `json:"skip"`
}

type formsAnswer struct {
	Forms []struct {
		Name    string `json:"name"`
		AppID   string `json:"app_id"`
		EntryID string `json:"entry_id"`
	} `json:"forms"`
}

// formRef names a form in every call on one.
type formRef struct {
	AppID   string `json:"app_id"`
	EntryID string `json:"entry_id"`
}

type widgetsAnswer struct {
	Widgets    []widget `json:"widgets"`
	SysWidgets []struct {
		Name string `json:"name"`
	} `json:"sysWidgets"`
	DataModifyTime string `json:"dataModifyTime"`
}

// widget is one field; Name is its key in data: the alias, or WidgetName.
type widget struct {
	Name       string   `json:"name"`
	WidgetName string   `json:"widgetName"`
	Label      string   `json:"label"`
	Type       string   `json:"type"`
	Items      []widget `json:"items"`
}

type listRequest struct {
	formRef
	DataID string   `json:"data_id,omitempty"` // the last id of the page before
	Limit  int      `json:"limit"`
	Fields []string `json:"fields,omitempty"`
	Filter *filter  `json:"filter,omitempty"`
}

// filter has one level.
type filter struct {
	Rel  string `json:"rel"` // and, or
	Cond []cond `json:"cond"`
}

type cond struct {
	Field  string `json:"field"`
	Type   string `json:"type,omitempty"`
	Method string `json:"method"`
	Value  []any  `json:"value"`
}

type listAnswer struct {
	Data []map[string]any `json:"data"`
}

// wrapped is how every written value is sent; values are read bare.
type wrapped struct {
	Value any `json:"value"`
}

type updateRequest struct {
	formRef
	DataID  string             `json:"data_id"`
	Data    map[string]wrapped `json:"data"`
	Trigger bool               `json:"is_start_trigger"`
}

type updateAnswer struct {
	Data map[string]any `json:"data"`
}

type batchUpdateRequest struct {
	formRef
	DataIDs []string           `json:"data_ids"`
	Data    map[string]wrapped `json:"data"`
}

type batchCreateRequest struct {
	formRef
	DataList      []map[string]wrapped `json:"data_list"`
	Workflow      bool                 `json:"is_start_workflow"`
	TransactionID string               `json:"transaction_id"`
}

// batchAnswer tells counts only; Count is nil when the body was empty.
type batchAnswer struct {
	Status string   `json:"status"`
	Count  *int     `json:"success_count"`
	IDs    []string `json:"success_ids"`
}
