package engine

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"strings"

	"github.com/govalues/decimal"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// reference loads exchange rates and own companies from the files that the
// configuration names. A line that is wrong stops the run with its place.
func (t *turn) reference(ctx context.Context) error {
	rates, err := readRates(t.Config.RatesFile())
	if err != nil {
		return err
	}
	own, err := readOwnCompanies(t.Config.OwnCompaniesFile())
	if err != nil {
		return err
	}
	if rates == nil && own == nil {
		return nil
	}
	return t.write(ctx, func(tx *store.Tx) error {
		if err := tx.SaveRates(ctx, rates); err != nil || own == nil {
			return err
		}
		return tx.SaveOwnCompanies(ctx, own)
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
