package evaluate

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// ReadTruth reads a CSV file with record_id and entity_id (or cluster_id), and
// group_id and noise_tags (tags split by | , or ;) where it has them.
func ReadTruth(path string) (Truth, error) {
	var t Truth
	err := eachRow(path, func(column func(...string) int) (func([]string), error) {
		id, entity := column("record_id"), column("entity_id", "cluster_id")
		group, tags := column("group_id"), column("noise_tags")
		if id < 0 || entity < 0 {
			return nil, errors.New("wants the columns record_id and entity_id or cluster_id")
		}
		return func(row []string) {
			t.IDs, t.Entities = append(t.IDs, strings.Clone(row[id])), append(t.Entities, strings.Clone(row[entity]))
			if group >= 0 {
				t.Groups = append(t.Groups, strings.Clone(row[group]))
			}
			if tags >= 0 {
				t.Tags = append(t.Tags, strings.FieldsFunc(strings.Clone(row[tags]), func(r rune) bool { return strings.ContainsRune("|,;", r) }))
			}
		}, nil
	})
	return t, err
}

// ReadAnswer reads a CSV file with record_id and entity_id, and group_id where
// it has one.
func ReadAnswer(path string) (Answer, error) {
	a := Answer{Entities: map[string]string{}}
	err := eachRow(path, func(column func(...string) int) (func([]string), error) {
		id, entity, group := column("record_id"), column("entity_id"), column("group_id")
		if id < 0 || entity < 0 {
			return nil, errors.New("wants the columns record_id and entity_id")
		}
		if group >= 0 {
			a.Groups = map[string]string{}
		}
		return func(row []string) {
			key := strings.Clone(row[id])
			a.Entities[key] = strings.Clone(row[entity])
			if group >= 0 {
				a.Groups[key] = strings.Clone(row[group])
			}
		}, nil
	})
	return a, err
}

// eachRow gives the rows of a CSV file to what open returns; rows are good until
// the next.
func eachRow(path string, open func(column func(names ...string) int) (func(row []string), error)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	r := csv.NewReader(bufio.NewReaderSize(f, 1<<20))
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	names := make([]string, len(header))
	for i, h := range header {
		names[i] = strings.ToLower(strings.TrimPrefix(h, "\ufeff"))
	}
	each, err := open(func(wanted ...string) int {
		return slices.IndexFunc(names, func(n string) bool { return slices.Contains(wanted, n) })
	})
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for {
		row, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		each(row)
	}
}
