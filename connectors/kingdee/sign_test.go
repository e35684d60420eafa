package kingdee

import (
	"net/http"
	"testing"
)

// The vectors were made by the vendor's own Python client 8.2.0.
func TestSignaturesAreThoseOfTheVendorsClient(t *testing.T) {
	const hidden = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4"
	if got := clientKey(hidden); got != "UVJWUANVXl8KXFlfWV1YSBNCShcUQRNL" {
		t.Errorf("key %s", got)
	}
	h := http.Header{}
	signer{appID: "123456_" + hidden, appSecret: "test-app-secret-value", appData: "dcid-1,user-1,2052,100"}.sign(h,
		"/K3Cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.ExecuteBillQuery.common.kdsvc", 1700000000, "1700000000")
	for name, want := range map[string]string{
		"X-Api-ClientID":     "123456",
		"X-Api-Auth-Version": "2.0",
		"x-api-timestamp":    "1700000000",
		"x-api-nonce":        "1700000000",
		"x-api-signheaders":  "x-api-timestamp,x-api-nonce",
		"X-Api-Signature":    "MjNhMzg5MmZiMWE1MTQ1ZGE5NWFkYmZiZWYxYzhlY2NjNzcwM2ZjNDJlZTczMzBhNzkxOTk1ODhjNDZkMTEzYw==",
		"X-Kd-Appkey":        "123456_" + hidden,
		"X-Kd-Appdata":       "ZGNpZC0xLHVzZXItMSwyMDUyLDEwMA==",
		"X-Kd-Signature":     "NjI5MzRiZGVhNGJhOWY2N2Y2YzQ2MzQ5ODA3N2JiZTRiMDRmOTUwNjI3YWIzODU1ODBkZDdhNzgwMzdmMDgxMg==",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

func TestLoginSignIsThatOfTheHandbook(t *testing.T) {
	if got := loginSign("acct1", "user1", "app1", "sec1", "1700000000"); got != "b92e9cedecdeeae4e112e35111d56b90557f11dd5239e87495780f0c4d473621" {
		t.Errorf("got %s", got)
	}
}

func TestAnAppIDWithoutAKeyIsNoCrash(t *testing.T) {
	for _, hidden := range []string{"", "!!", "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4"} {
		if got := clientKey(hidden); got != "" {
			t.Errorf("%q gives %q", hidden, got)
		}
	}
}
