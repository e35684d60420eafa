package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/tierloop/tierloop/internal/sealed"
	"github.com/tierloop/tierloop/report"
)

// fail answers an error: what is not there or not to be seen is not found, and a
// fault tells the visitor nothing that the log tells us.
func (c *Console) fail(v *visit, err error) {
	tooLarge := (*http.MaxBytesError)(nil)
	no, refused := errors.AsType[*Refusal](err)
	switch {
	case refused && v.api() && no.Changed:
		v.problemSaying(http.StatusConflict, no.Text.In(v.Lang))
	case refused && v.api():
		v.problemSaying(http.StatusUnprocessableEntity, no.Text.In(v.Lang))
	case errors.Is(err, context.Canceled): // the browser is gone
	case errors.Is(err, errForbidden):
		c.Log.Warn("refused what somebody may not do", "route", v.r.Pattern, "account", v.Account.ID, "token", v.Token.ID)
		v.errorPage(http.StatusForbidden)
	case errors.Is(err, errNotFound), errors.Is(err, report.ErrNotFound), errors.Is(err, report.ErrHidden):
		v.errorPage(http.StatusNotFound)
	case errors.Is(err, errInAddress):
		v.problemSaying(http.StatusBadRequest, v.text("api.400.search"))
	case errors.Is(err, errTooFast):
		v.errorPage(http.StatusTooManyRequests)
	case errors.Is(err, sealed.ErrBad):
		c.Log.Warn("refused an address that was changed", "route", v.r.Pattern, "account", v.Account.ID, "token", v.Token.ID)
		v.errorPage(http.StatusBadRequest)
	case errors.Is(err, errBadQuery):
		v.errorPage(http.StatusBadRequest)
	case errors.As(err, &tooLarge):
		v.errorPage(http.StatusRequestEntityTooLarge)
	default:
		c.Log.Error("a page failed", "method", v.r.Method, "path", v.r.URL.Path, "error", err)
		v.errorPage(http.StatusInternalServerError)
	}
}

// errorPage shows what a status means and what to do.
func (v *visit) errorPage(status int) {
	if v.api() {
		v.problem(status)
		return
	}
	key := map[int]string{
		http.StatusBadRequest:            "error.400",
		http.StatusForbidden:             "error.403",
		http.StatusNotFound:              "error.404",
		http.StatusRequestEntityTooLarge: "error.413",
		http.StatusTooManyRequests:       "error.429",
	}[status]
	if key == "" {
		key = "error.500"
	}
	err := v.render(status, "error", view{Title: v.text(key), Crumbs: []crumb{}, Data: errorView{status, v.text(key + ".advice")}})
	if err != nil {
		v.Log.Error("the page of an error failed", "error", err)
		http.Error(v.w, http.StatusText(status), status)
	}
}

type errorView struct {
	Status int
	Advice string
}
