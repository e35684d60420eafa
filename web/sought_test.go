package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
)

// What is searched for stands in no address in clear, neither in one that a form leads to
// nor in one of its page, and the address can be kept.
func TestASearchStandsInNoAddress(t *testing.T) {
	w := newWorld(t)
	w.people()
	chen := w.as("chen")
	for form, fields := range map[string][]string{"/search": {"q", "泊岚"}, "/customers": {"q", " 泊岚 ", "tier", "key", "unit", ""}} {
		to := chen.post(form, fields...).header.Get("Location")
		if !strings.HasPrefix(to, form+"?") || strings.Contains(to, "%E6") || strings.Contains(to, "unit=") {
			t.Errorf("%s leads to %s", form, to)
		}
		got := chen.get(to)
		if got.status != http.StatusOK || !strings.Contains(got.body, "G-SUZHOU1") {
			t.Errorf("%s: status %d", to, got.status)
		}
		for _, link := range regexp.MustCompile(`(?:href|action)="([^"]*)"`).FindAllStringSubmatch(got.body, -1) {
			if plain, _ := url.PathUnescape(link[1]); strings.Contains(plain, "泊岚") {
				t.Errorf("%s has the link %s", to, plain)
			}
		}
		w.account(access.Person{Name: "later" + strings.Trim(form, "/"), Role: model.Admin})
		if got := w.as("later" + strings.Trim(form, "/")).get(to); !strings.Contains(got.body, "G-SUZHOU1") {
			t.Errorf("%s by a colleague: status %d", to, got.status)
		}
	}
	if to := chen.get("/customers?q=%E6%B3%8A&tier=key").header.Get("Location"); !strings.Contains(to, "tier=key") || strings.Contains(to, "%E6") {
		t.Errorf("an address with a search in clear leads to %s", to)
	}
	if to := chen.post("/customers", "q", "", "tier", "").header.Get("Location"); to != "/customers" {
		t.Errorf("an empty form leads to %s", to)
	}
	word := regexp.MustCompile(`find=([\w-]+)`).FindStringSubmatch(chen.post("/customers", "q", "x").header.Get("Location"))[1]
	for _, bad := range []string{"x", word[1:], word[:len(word)-2], "A" + word} {
		if got := chen.get("/customers?find=" + bad); got.status != http.StatusBadRequest || !strings.Contains(got.body, "Open the list anew") {
			t.Errorf("a word that was changed: status %d", got.status)
		}
	}
	if got := chen.get("/customers?after=" + word); got.status != http.StatusBadRequest {
		t.Errorf("a search as a place: status %d", got.status)
	}
}

func TestProgramsSendASearchInTheBody(t *testing.T) {
	w := newWorld(t)
	w.people()
	bot := w.token("chen", "", "customers.read")
	for _, path := range []string{"/entities", "/customers"} {
		if got := bot.get("/api/v1" + path + "?q=x"); got.status != http.StatusBadRequest || !strings.Contains(got.body, "POST") {
			t.Errorf("%s in the address: %d %s", path, got.status, got.body)
		}
		for body, status := range map[string]int{`{"q":1}`: 400, `{"limit":51}`: 400, `{"q":"` + strings.Repeat("x", 201) + `"}`: 400, `{"after":"x"}`: 400} {
			bot.told(path+"/search", body, status)
		}
		first := bot.told(path+"/search", `{"q":"泊岚","limit":1}`, http.StatusOK)
		next, _ := first["next"].(string)
		second := bot.told(path+"/search", `{"q":"泊岚","limit":1,"after":"`+next+`"}`, http.StatusOK)
		if next == "" || len(list(first["data"])) == 0 || len(list(second["data"])) == 0 {
			t.Errorf("%s: %v, then %v", path, first, second)
		}
		bot.told(path+"/search", `{"q":"Norvik","after":"`+next+`"}`, http.StatusBadRequest)
		name := map[string]string{"/entities": "Entity", "/customers": "Customer"}[path]
		for _, row := range list(first["data"]) {
			if err := fits(openAPI(t), object{"$ref": "#/components/schemas/" + name}, row, name); err != nil {
				t.Error(err)
			}
		}
	}
}
