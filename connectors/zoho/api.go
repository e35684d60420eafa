package zoho

import "encoding/json"

// status is the frame of an error and of each result of a write.
type status struct {
	Code    string         `json:"code"`
	Message string         `json:"message"`
	Status  string         `json:"status"` // success or error
	Details map[string]any `json:"details"`
}

// frame is any answer: rows or results, or an error as a whole.
type frame struct {
	status
	Data   json.RawMessage `json:"data"`
	Fields json.RawMessage `json:"fields"`
}

type tokenAnswer struct {
	AccessToken string      `json:"access_token"`
	APIDomain   string      `json:"api_domain"`
	ExpiresIn   json.Number `json:"expires_in"`     // seconds; ms when the next one is there
	ExpiresSec  json.Number `json:"expires_in_sec"` // of old servers
	Error       string      `json:"error"`
	Description string      `json:"error_description"`
	Status      string      `json:"status"`
}

type coqlRequest struct {
	Query string `json:"select_query"`
}

type rowsAnswer struct {
	Data []map[string]any `json:"data"`
	Info struct {
		More *bool `json:"more_records"`
	} `json:"info"`
}

type deletedAnswer struct {
	Data []struct {
		ID string `json:"id"`
	} `json:"data"`
	Info struct {
		More bool `json:"more_records"`
	} `json:"info"`
}

type countAnswer struct {
	Count *int64 `json:"count"`
}

// updateRequest always says what may be triggered: without the key everything is.
type updateRequest struct {
	Data    []map[string]any `json:"data"`
	Trigger []string         `json:"trigger"`
	Skip    []skipFeature    `json:"skip_feature_execution,omitempty"`
}

type skipFeature struct {
	Name string `json:"name"`
}

type resultsAnswer struct {
	Data []status `json:"data"`
}

type modulesAnswer struct {
	Modules []struct {
		Name      string `json:"api_name"`
		Label     string `json:"plural_label"`
		Supported bool   `json:"api_supported"`
	} `json:"modules"`
}

type fieldsAnswer struct {
	Fields []fieldInfo `json:"fields"`
}

type fieldInfo struct {
	ID        string `json:"id,omitempty"`
	Name      string `json:"api_name"`
	Label     string `json:"field_label"`
	Type      string `json:"data_type"`
	JSON      string `json:"json_type"`
	Length    int    `json:"length"`
	Mandatory bool   `json:"system_mandatory"`
	ReadOnly  bool   `json:"read_only"`
	Locked    bool   `json:"field_read_only"`
	Custom    bool   `json:"custom_field"`
	Visible   *bool  `json:"visible"`
	Lookup    struct {
		Module struct {
			Name string `json:"api_name"`
		} `json:"module"`
	} `json:"lookup"`
	Options []optionInfo `json:"pick_list_values"`
}

type optionInfo struct {
	ID     string `json:"id,omitempty"`
	Shown  string `json:"display_value"`
	Actual string `json:"actual_value"`
}

// newField is a field to create, or an old one (ID) with more options.
type newField struct {
	ID      string       `json:"id,omitempty"`
	Label   string       `json:"field_label,omitempty"`
	Type    string       `json:"data_type,omitempty"`
	Length  int          `json:"length,omitempty"`
	Options []optionInfo `json:"pick_list_values,omitempty"`
	Sorted  *bool        `json:"pick_list_values_sorted_lexically,omitempty"`
}

type fieldsRequest struct {
	Fields []newField `json:"fields"`
}

type fieldResults struct {
	Fields []status `json:"fields"`
}
