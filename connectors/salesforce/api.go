package salesforce

// apiError is one element of the list that every error of the API is, and of the
// errors of a record.
type apiError struct {
	Code    string   `json:"errorCode"`  // of a call
	Status  string   `json:"statusCode"` // of a record
	Message string   `json:"message"`
	Fields  []string `json:"fields"`
}

type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	InstanceURL string `json:"instance_url"`
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

// rowsAnswer is a part of a query's rows. Its locator is not used: what comes
// after the last id is asked anew.
type rowsAnswer struct {
	Total   int64            `json:"totalSize"`
	Done    *bool            `json:"done"`
	Records []map[string]any `json:"records"`
}

type deletedAnswer struct {
	Records []struct {
		ID string `json:"id"`
	} `json:"deletedRecords"`
	Covered string `json:"latestDateCovered"`
}

type collection struct {
	AllOrNone bool             `json:"allOrNone"`
	Records   []map[string]any `json:"records"`
}

// result is the outcome of one record, or of one created thing.
type result struct {
	ID      string     `json:"id"`
	Success *bool      `json:"success"`
	Errors  []apiError `json:"errors"`
}

type objectsAnswer struct {
	Objects []struct {
		Name       string `json:"name"`
		Label      string `json:"label"`
		Queryable  bool   `json:"queryable"`
		Deprecated bool   `json:"deprecatedAndHidden"`
	} `json:"sobjects"`
}

type describeAnswer struct {
	Name          string      `json:"name"`
	Replicateable bool        `json:"replicateable"`
	Fields        []fieldInfo `json:"fields"`
}

type fieldInfo struct {
	Name       string   `json:"name"`
	Label      string   `json:"label"`
	Type       string   `json:"type"`
	Length     int      `json:"length"`
	Nillable   bool     `json:"nillable"`
	Updateable bool     `json:"updateable"`
	Calculated bool     `json:"calculated"`
	Custom     bool     `json:"custom"`
	Defaulted  bool     `json:"defaultedOnCreate"`
	Restricted bool     `json:"restrictedPicklist"`
	Options    []option `json:"picklistValues"`
	RefersTo   []string `json:"referenceTo"`
	Relation   string   `json:"relationshipName"`
}

type option struct {
	Active bool   `json:"active"`
	Label  string `json:"label"`
	Value  string `json:"value"`
}

// job is a query or an ingest job of Bulk API 2.0.
type job struct {
	ID      string `json:"id"`
	State   string `json:"state"`
	Object  string `json:"object"`
	Message string `json:"errorMessage"`
}

// customField is a field to create, or the metadata of one to change.
type customField struct {
	FullName string         `json:"FullName,omitempty"`
	Metadata map[string]any `json:"Metadata"`
}

type fieldPermission struct {
	Parent string `json:"ParentId"`
	Object string `json:"SobjectType"`
	Field  string `json:"Field"`
	Read   bool   `json:"PermissionsRead"`
	Edit   bool   `json:"PermissionsEdit"`
}
