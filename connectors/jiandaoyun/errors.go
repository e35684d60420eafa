package jiandaoyun

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// missingCode is a record that does not exist.
const missingCode = "4001"

// usedCode is a transaction id that was used already.
const usedCode = "17026"

// beijing is the zone of the vendor's days.
var beijing = time.FixedZone("UTC+8", 8*60*60)

// classify reads the code of a refusal, which comes as HTTP 400; texts are never
// looked at.
func (c *conn) classify(resp *http.Response, body []byte) *connectors.Error {
	var r refusal
	if json.Unmarshal(body, &r) != nil || r.Code == "" || r.Code == "0" {
		return nil // the HTTP status says it all
	}
	e := &connectors.Error{Kind: connectors.KindInvalid, Code: r.Code.String(), Said: r.Msg}
	switch e.Code {
	case "8303", "8304": // the company's or the interface's calls a second
		e.Kind, e.After = connectors.KindRateLimited, time.Second
	case "4012", "9007":
		// A batch edit or a flow holds the form: nothing was done, and it passes.
		e.Kind, e.After = connectors.KindRateLimited, 2*time.Second
	case "9004":
		e.Kind = connectors.KindUnavailable
	case "8301", "17018":
		e.Kind, e.Fix = connectors.KindAuth, "Check api_key, and that the key is enabled (开放平台 → 密钥管理)."
	case "8302", "17052", "17053", "17054":
		e.Kind, e.Fix = connectors.KindPermission, "Open the key's scope (开放平台 → 密钥管理) to this app and interface, and to this machine's address."
	case "30002":
		e.Kind, e.Fix = connectors.KindPermission, "Forms of the preset CRM suite refuse the API; copy the data into a form of your own with 智能助手 or 数据工厂."
	case "2004", "3000":
		e.Kind, e.Fix = connectors.KindNotFound, "Look app_id and entry_id up with discover."
	case missingCode:
		e.Kind = connectors.KindNotFound
	case usedCode:
		e.Kind = connectors.KindConflict
	case "17023", "17024", "17033":
		e.Kind = connectors.KindBug
	case "7103", "7206", "7212", "7221":
		// A run asks a used-up quota again the next day.
		e.Kind, e.Until = connectors.KindQuota, rest.NextDay(c.clock.Now(), beijing)
		e.Fix = "The edition's volume of rows or data is used up; free some or upgrade. No document says when it is new, so the run asks again the next day."
	default:
		if resp.StatusCode >= http.StatusInternalServerError || resp.StatusCode == http.StatusTooManyRequests {
			e.Kind = connectors.KindUnavailable
			if resp.StatusCode == http.StatusTooManyRequests {
				e.Kind = connectors.KindRateLimited
			}
		}
	}
	return e
}

func bug(op, object, said string) error {
	return &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: object, Said: said}
}
