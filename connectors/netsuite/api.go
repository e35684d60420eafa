package netsuite

import "encoding/json"

type tokenAnswer struct {
	AccessToken string      `json:"access_token"`
	ExpiresIn   json.Number `json:"expires_in"` // seconds, sometimes as a text
	Error       string      `json:"error"`
	Description string      `json:"error_description"`
}

// errorAnswer is an error, of a call or of one record of a job.
type errorAnswer struct {
	Title   string `json:"title"`
	Status  int    `json:"status"`
	Details []struct {
		Detail string `json:"detail"`
		Code   string `json:"o:errorCode"`
		Path   string `json:"o:errorPath"`
	} `json:"o:errorDetails"`
}

// rowsAnswer is an answer of SuiteQL: values are texts, nulls are absent.
type rowsAnswer struct {
	Items []map[string]any `json:"items"`
}

// catalogAnswer is the JSON schema of a record type.
type catalogAnswer struct {
	Properties map[string]property `json:"properties"`
}

type property struct {
	Title      string              `json:"title"`
	Type       string              `json:"type"`
	Format     string              `json:"format"`
	ReadOnly   bool                `json:"readOnly"`
	Properties map[string]property `json:"properties"` // of references
}

type jobAnswer struct {
	Completed bool `json:"completed"`
}

// tasksAnswer lists the tasks of a job.
type tasksAnswer struct {
	Items []struct {
		ID json.Number `json:"id"`
	} `json:"items"`
}

// resultAnswer is the result of a task: of one record, or a list of them in order.
type resultAnswer struct {
	errorAnswer
	Items []errorAnswer `json:"items"`
}
