package hubspot

import "encoding/json"

// failure is the frame of an error, and of one record's error in a batch.
type failure struct {
	Status   string              `json:"status"` // error
	Category string              `json:"category"`
	Message  string              `json:"message"`
	Policy   string              `json:"policyName"`
	Trace    string              `json:"correlationId"`
	Context  map[string][]string `json:"context"`
	Errors   []struct {
		Message string              `json:"message"`
		Code    string              `json:"code"`
		Context map[string][]string `json:"context"`
	} `json:"errors"`
}

type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int64  `json:"expires_in"` // seconds
}

// record is one record; values are texts, and null where there is none.
type record struct {
	ID         string             `json:"id"`
	Properties map[string]*string `json:"properties"`
	UpdatedAt  string             `json:"updatedAt"`
	ArchivedAt string             `json:"archivedAt"`
	Archived   bool               `json:"archived"`
}

type listAnswer struct {
	Results []record `json:"results"`
	Paging  struct {
		Next struct {
			After string `json:"after"`
		} `json:"next"`
	} `json:"paging"`
}

type searchRequest struct {
	Groups     []filterGroup `json:"filterGroups"`
	Sorts      []sortRule    `json:"sorts"`
	Properties []string      `json:"properties"`
	Limit      int           `json:"limit"`
}

type filterGroup struct {
	Filters []filter `json:"filters"`
}

type filter struct {
	Property string `json:"propertyName"`
	Operator string `json:"operator"`
	Value    string `json:"value"`
}

type sortRule struct {
	Property  string `json:"propertyName"`
	Direction string `json:"direction"`
}

type inputID struct {
	ID string `json:"id"`
}

type readRequest struct {
	Properties []string  `json:"properties"`
	History    []string  `json:"propertiesWithHistory"`
	Inputs     []inputID `json:"inputs"`
}

type updateInput struct {
	ID         string            `json:"id"`
	Properties map[string]string `json:"properties"`
	Trace      string            `json:"objectWriteTraceId"`
}

type updateRequest struct {
	Inputs []updateInput `json:"inputs"`
}

// batchAnswer is what became of a batch; its results come in any order.
type batchAnswer struct {
	Status  string    `json:"status"`
	Results []record  `json:"results"`
	Errors  []failure `json:"errors"`
}

type linksAnswer struct {
	Results []struct {
		From inputID `json:"from"`
		To   []struct {
			ID    json.Number `json:"toObjectId"`
			Types []struct {
				Label string `json:"label"`
			} `json:"associationTypes"`
		} `json:"to"`
	} `json:"results"`
}

type propertiesAnswer struct {
	Results []property `json:"results"`
}

type property struct {
	Name       string    `json:"name"`
	Label      string    `json:"label"`
	Type       string    `json:"type"`
	FieldType  string    `json:"fieldType"`
	Options    []choice  `json:"options"`
	Calculated bool      `json:"calculated"`
	Defined    bool      `json:"hubspotDefined"`
	Hidden     bool      `json:"hidden"`
	Archived   bool      `json:"archived"`
	External   bool      `json:"externalOptions"`
	Shown      string    `json:"numberDisplayHint"`
	Currency   string    `json:"currencyPropertyName"`
	Symbol     bool      `json:"showCurrencySymbol"` // what the paths by version number say instead
	Meta       *propMeta `json:"modificationMetadata"`
}

type propMeta struct {
	ReadOnlyValue   bool `json:"readOnlyValue"`
	ReadOnlyOptions bool `json:"readOnlyOptions"`
}

type choice struct {
	Label  string `json:"label"`
	Value  string `json:"value"`
	Order  int    `json:"displayOrder"`
	Hidden bool   `json:"hidden"`
}

type newProperty struct {
	Group     string   `json:"groupName,omitempty"`
	Name      string   `json:"name,omitempty"`
	Label     string   `json:"label,omitempty"`
	Type      string   `json:"type,omitempty"`
	FieldType string   `json:"fieldType,omitempty"`
	Options   []choice `json:"options,omitempty"`
}
