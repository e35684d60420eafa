package kingdee

import "encoding/json"

// formCall is the body of a call on one form.
type formCall struct {
	Form string `json:"formid"`
	Data any    `json:"data"`
}

// dataCall is the body of a call that names its form inside.
type dataCall struct {
	Data any `json:"data"`
}

type queryRequest struct {
	Form    string `json:"FormId"`
	Fields  string `json:"FieldKeys"`
	Filter  string `json:"FilterString"`
	Order   string `json:"OrderString"`
	TopRows int    `json:"TopRowCount"`
	Start   int    `json:"StartRow"`
	Limit   int    `json:"Limit"`
	System  string `json:"SubSystemId"`
}

type describeRequest struct {
	Form string `json:"FormId"`
}

// saveRequest names every switch whose default would do harm: sub-table rows
// that are not sent are deleted unless IsDeleteEntry is false.
type saveRequest struct {
	Update        []string         `json:"NeedUpDateFields"`
	Return        []string         `json:"NeedReturnFields"`
	DeleteEntry   string           `json:"IsDeleteEntry"`
	VerifyBase    string           `json:"IsVerifyBaseDataField"`
	Validate      string           `json:"ValidateFlag"`
	NumberSearch  string           `json:"NumberSearch"`
	AutoAdjust    string           `json:"IsAutoAdjustField"`
	Interaction   string           `json:"InterationFlags"` // the vendor's spelling
	IgnoreInterac string           `json:"IgnoreInterationFlag"`
	RefuseRepeat  string           `json:"ValidateRepeatJson"`
	Model         []map[string]any `json:"Model"`
}

// envelope is the frame of all answers but logins and queries that went well.
type envelope struct {
	Result struct {
		Status *status         `json:"ResponseStatus"`
		Data   json.RawMessage `json:"NeedReturnData"`
	} `json:"Result"`
}

type status struct {
	Success  bool        `json:"IsSuccess"`
	Code     json.Number `json:"ErrorCode"`
	MsgCode  int         `json:"MsgCode"`
	Errors   []said      `json:"Errors"`
	Entities []saved     `json:"SuccessEntitys"`
}

type said struct {
	Field   string `json:"FieldName"`
	Message string `json:"Message"`
	Index   int    `json:"DIndex"`
}

type saved struct {
	ID     any    `json:"Id"` // a number, or a text in some builds
	Number string `json:"Number"`
	Index  int    `json:"DIndex"`
}

type loginAnswer struct {
	Type    *int   `json:"LoginResultType"` // 1 is good
	Message string `json:"Message"`
	Code    string `json:"MessageCode"`
	Session string `json:"KDSVCSessionId"`
}

type businessInfo struct {
	ID     string      `json:"Id"`
	Name   texts       `json:"Name"`
	Key    string      `json:"PkFieldName"`
	Tables []tableInfo `json:"Entrys"`
}

type tableInfo struct {
	Key    string      `json:"Key"`
	Name   texts       `json:"Name"`
	Pk     string      `json:"EntryPkFieldName"`
	Fields []fieldInfo `json:"Fields"`
}

type fieldInfo struct {
	Key     string      `json:"Key"`
	Name    texts       `json:"Name"`
	Type    json.Number `json:"FieldType"`
	Element json.Number `json:"ElementType"`
	Lookup  string      `json:"LookUpObjectFormId"`
	Must    any         `json:"MustInput"` // 0, 1, "0", true …
}

// texts is a name in several languages.
type texts []struct {
	Key   int    `json:"Key"` // 2052 is simplified Chinese, 1033 English
	Value string `json:"Value"`
}

func (t texts) String() string {
	for _, n := range t {
		if n.Key == 2052 && n.Value != "" {
			return n.Value
		}
	}
	if len(t) > 0 {
		return t[0].Value
	}
	return ""
}
