package yonyou

import "encoding/json"

// frame is what every answer has.
type frame struct {
	Code    any    `json:"code"` // a text or a number
	Message string `json:"message"`
	Display string `json:"displayCode"`
	Trace   string `json:"traceId"`
}

type gatewayAnswer struct {
	Data struct {
		Gateway string `json:"gatewayUrl"`
		Token   string `json:"tokenUrl"`
	} `json:"data"`
}

type tokenAnswer struct {
	Data struct {
		Token  string      `json:"access_token"`
		Expire json.Number `json:"expire"` // seconds
	} `json:"data"`
}

// listAnswer is a page of a list. Counters are texts or numbers.
type listAnswer struct {
	Data struct {
		Count any              `json:"recordCount"`
		Rows  []map[string]any `json:"recordList"`
	} `json:"data"`
}

type detailAnswer struct {
	Data []map[string]any `json:"data"`
}

// criterion is one condition of a list.
type criterion struct {
	Field string `json:"field"`
	Op    string `json:"op"`
	Value string `json:"value1"`
}

type sorting struct {
	Field string `json:"field"`
	Order string `json:"order"`
}

// merchantQuery is the customers' form of a list, orderQuery that of documents.
type merchantQuery struct {
	Data string `json:"data"` // the fields
	Page struct {
		Index int `json:"pageIndex"`
		Size  int `json:"pageSize"`
	} `json:"page"`
	Condition struct {
		List []criterion `json:"simpleVOs"`
	} `json:"condition"`
	Orders []sorting `json:"queryOrders"`
}

type orderQuery struct {
	Index  int         `json:"pageIndex"`
	Size   int         `json:"pageSize"`
	Sum    bool        `json:"isSum"` // headers alone, else a row a line
	List   []criterion `json:"simpleVOs"`
	Orders []sorting   `json:"queryOrders"`
}

// detailOf names a customer, in the eyes of an organisation.
type detailOf struct {
	ID  json.Number `json:"id"`
	Org string      `json:"belongOrgCode,omitempty"`
}
