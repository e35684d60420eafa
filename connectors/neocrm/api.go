package neocrm

import (
	"encoding/json"

	"github.com/tierloop/tierloop/connectors"
)

const formType = "application/x-www-form-urlencoded"

// answer is the frame around every answer. Records stand in data or in result,
// depending on the address.
type answer struct {
	Code    connectors.Code `json:"code"`
	Message string          `json:"msg"`
	Data    json.RawMessage `json:"data"`
	Result  json.RawMessage `json:"result"`
	tokenError
}

// tokenError is how logins are refused, in either form.
type tokenError struct {
	ErrorCode   connectors.Code `json:"error_code"`
	Description string          `json:"error_description"`
	Error       string          `json:"error"`
}

type tokenAnswer struct {
	AccessToken string      `json:"access_token"`
	ExpiresIn   json.Number `json:"expires_in"`
}

// noError says that an answer's code is none of an error: metadata answers with 0.
func noError(c connectors.Code) bool { return c == "200" || c == "0" }

// rows are the records of a query.
type rows struct {
	Total   *json.Number     `json:"totalSize"`
	Records []map[string]any `json:"records"`
}

type objectList struct {
	Records []struct {
		Name  string `json:"apiKey"`
		Label string `json:"label"`
	} `json:"records"`
}

type description struct {
	Fields []fieldInfo `json:"fields"`
}

// fieldInfo is a field; versions write its name and its rights in two ways.
type fieldInfo struct {
	Name      string       `json:"apiKey"`
	OldName   string       `json:"propertyname"`
	Label     string       `json:"label"`
	Type      any          `json:"type"`
	ItemType  string       `json:"itemType"`
	Enabled   *bool        `json:"enabled"`
	Required  bool         `json:"required"`
	Writable  *bool        `json:"updatable"`
	Writeable *bool        `json:"updateable"`
	MaxLength json.Number  `json:"maxLength"`
	Select    []optionInfo `json:"selectitem"`
	Options   []optionInfo `json:"options"`
	Check     []optionInfo `json:"checkitem"`
	ReferTo   struct {
		Name string `json:"apiKey"`
	} `json:"referTo"`
	Refers string `json:"referToObjectApiKey"`
}

type optionInfo struct {
	Label  string      `json:"label"`
	Value  json.Number `json:"value"`
	Active *bool       `json:"isActive"`
}

// made is what creating a job or a batch answers.
type made struct {
	ID any `json:"id"`
}
