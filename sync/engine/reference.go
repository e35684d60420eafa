package engine

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// reference loads what the configuration names in files: exchange rates, own
// companies, manual scores and sales targets. A line that is wrong stops the run
// with its place.
func (t *turn) reference(ctx context.Context) error {
	rates, err := readRates(t.Config.RatesFile())
	if err != nil {
		return err
	}
	own, err := readOwnCompanies(t.Config.OwnCompaniesFile())
	if err != nil {
		return err
	}
	scores, err := readManualScores(t.Config.ManualScoresFile())
	if err != nil {
		return err
	}
	targets, err := readTargets(t.Config.TargetsFile())
	if err != nil {
		return err
	}
	return t.write(ctx, func(tx *store.Tx) error {
		err := tx.SaveRates(ctx, rates)
		if err == nil && own != nil {
			err = tx.SaveOwnCompanies(ctx, own)
		}
		if err == nil && t.Config.File.ManualScores != "" {
			err = tx.SaveManualScores(ctx, scores)
		}
		if err == nil && t.Config.File.Targets != "" {
			err = tx.SaveSalesTargets(ctx, targets)
		}
		return err
	})
}

// readRates reads lines of from,to,date,rate; "" is no file.
func readRates(path string) ([]model.Rate, error) {
	var out []model.Rate
	err := eachLine(path, []string{"from", "to", "date", "rate"}, func(f []string) error {
		day, err := model.ParseDate(f[2])
		if err != nil || day == 0 {
			return fmt.Errorf("%q is no date; write YYYY-MM-DD", f[2])
		}
		rate, err := decimal.Parse(f[3])
		if err != nil || !rate.IsPos() {
			return fmt.Errorf("%q is no rate; write a decimal above 0", f[3])
		}
		out = append(out, model.Rate{From: strings.ToUpper(f[0]), To: strings.ToUpper(f[1]), Date: day, Rate: f[3]})
		return nil
	})
	return out, err
}

// readOwnCompanies reads lines of type,value; "" is no file.
func readOwnCompanies(path string) ([]model.OwnCompany, error) {
	var out []model.OwnCompany
	err := eachLine(path, []string{"type", "value"}, func(f []string) error {
		if f[0] == "" || f[1] == "" {
			return fmt.Errorf("type and value are both needed")
		}
		out = append(out, model.OwnCompany{Type: f[0], Value: f[1]})
		return nil
	})
	return out, err
}

// readManualScores reads what people say of customers; "" is no file.
func readManualScores(path string) ([]store.EntityScore, error) {
	var out []store.EntityScore
	err := eachLine(path, []string{"customer", "indicator", "score", "date", "author", "approved_by", "approved_as"}, func(f []string) error {
		s := store.EntityScore{ManualScore: model.ManualScore{Indicator: f[1], Score: f[2], Author: f[4], ApprovedBy: f[5], ApprovedAs: f[6]}}
		var ok bool
		if s.Customer, ok = model.ParseRef(f[0]); !ok {
			s.Entity = f[0]
		}
		if f[0] == "" || f[1] == "" {
			return fmt.Errorf("customer and indicator are both needed")
		}
		if _, err := decimal.Parse(f[2]); err != nil {
			return fmt.Errorf("%q is no score; write a decimal", f[2])
		}
		day, err := model.ParseDate(f[3])
		if err != nil || day == 0 {
			return fmt.Errorf("%q is no date; write YYYY-MM-DD", f[3])
		}
		s.Date = day
		out = append(out, s)
		return nil
	})
	return out, err
}

// readTargets reads sales targets; "" is no file.
func readTargets(path string) ([]model.SalesTarget, error) {
	var out []model.SalesTarget
	err := eachLine(path, []string{"from", "to", "dimension", "name", "amount", "currency"}, func(f []string) error {
		first, err := model.ParseDate(f[0])
		last, err2 := model.ParseDate(f[1])
		if err != nil || err2 != nil || first == 0 || last < first {
			return fmt.Errorf("%q to %q is no period; write YYYY-MM-DD", f[0], f[1])
		}
		if !slices.Contains(model.TargetDimensions, f[2]) || (f[2] == "group") != (f[3] == "") {
			return fmt.Errorf("%q %q is nothing to have a target; write one of %s, and a name for all but group", f[2], f[3], strings.Join(model.TargetDimensions, ", "))
		}
		amount, err := model.ParseAmount(f[4])
		if err != nil || len(f[5]) != 3 {
			return fmt.Errorf("%q %q is no amount with a currency", f[4], f[5])
		}
		out = append(out, model.SalesTarget{First: first, Last: last, Dimension: f[2], Name: f[3], Amount: amount, Currency: strings.ToUpper(f[5])})
		return nil
	})
	return out, err
}

// eachLine reads a small CSV file with the given header.
func eachLine(path string, header []string, fn func([]string) error) error {
	if path == "" {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return fault.New("E1015", path).Because(err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.FieldsPerRecord = len(header)
	rows, err := r.ReadAll()
	if err != nil {
		return fault.New("E2204", "the file is not a table of "+strings.Join(header, ",")).At(path).Because(err)
	}
	for i, f := range rows {
		for k := range f {
			f[k] = strings.TrimSpace(strings.TrimPrefix(f[k], "\ufeff"))
		}
		if i == 0 {
			if got := strings.ToLower(strings.Join(f, ",")); got != strings.Join(header, ",") {
				return fault.New("E2204", fmt.Sprintf("the header is %q, want %q", got, strings.Join(header, ","))).At(path + ":1")
			}
			continue
		}
		if err := fn(f); err != nil {
			return fault.New("E2204", err.Error()).At(fmt.Sprintf("%s:%d", path, i+1))
		}
	}
	return nil
}
