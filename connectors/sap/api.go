package sap

import "encoding/json"

type tokenAnswer struct {
	AccessToken string      `json:"access_token"`
	ExpiresIn   json.Number `json:"expires_in"` // seconds
	Error       string      `json:"error"`
	Description string      `json:"error_description"`
}

// rowsAnswer is a list of entities.
type rowsAnswer struct {
	D struct {
		Rows  []map[string]any `json:"results"`
		Count json.Number      `json:"__count"` // written as a text
		Next  string           `json:"__next"`
	} `json:"d"`
}

// oneAnswer is a single entity.
type oneAnswer struct {
	D struct {
		Meta metadata `json:"__metadata"`
	} `json:"d"`
}

// metadata stands in each entity.
type metadata struct {
	ETag string `json:"etag"`
}

// errorAnswer is the frame of an error. The text is an object on top; in the
// details some systems write a plain one.
type errorAnswer struct {
	Error *struct {
		Code    any  `json:"code"`
		Message said `json:"message"`
		Inner   struct {
			Transaction string `json:"transactionid"`
			Details     []struct {
				Code     any    `json:"code"`
				Message  said   `json:"message"`
				Severity string `json:"severity"`
			} `json:"errordetails"`
		} `json:"innererror"`
	} `json:"error"`
}

type said string

// UnmarshalJSON takes a text, or an object with the text as value.
func (s *said) UnmarshalJSON(raw []byte) error {
	var long struct {
		Value string `json:"value"`
	}
	if json.Unmarshal(raw, &long) == nil {
		*s = said(long.Value)
		return nil
	}
	var short string
	err := json.Unmarshal(raw, &short)
	*s = said(short)
	return err
}
