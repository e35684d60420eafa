package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
)

var orderInsertion = insertion{
	table: "business_doc",
	columns: []string{"stream_id", "ext_id", "kind", "cust_stream_id", "cust_ext_id", "unit", "number",
		"doc_date", "due_date", "currency", "amount", "open_amount", "cost", "has_cost", "status", "role",
		"prev_stream_id", "prev_ext_id", "modified", "doc_hash", "changed_run", "deleted_at"},
	keys: []string{"stream_id", "ext_id"},
}

var lineInsertion = insertion{
	table:   "doc_line",
	columns: []string{"doc_id", "n", "product", "quantity", "amount", "cost"},
}

// SaveOrders stores mapped order-like facts of one run, unchanged ones untouched
// as in SaveCustomers. The customer may come later.
func (tx *Tx) SaveOrders(ctx context.Context, run int64, orders []model.Order) (SaveCounts, error) {
	return saveMapped(ctx, tx, "business_doc", slices.Clone(orders), func(o model.Order) model.Ref { return o.Ref },
		func(o model.Order) ([]byte, error) {
			o.Modified = time.Time{}
			return json.Marshal(o)
		},
		func(write []mapped[model.Order]) error { return tx.writeOrders(ctx, run, write) })
}

func (tx *Tx) writeOrders(ctx context.Context, run int64, write []mapped[model.Order]) error {
	rows := make([][]any, len(write))
	var owners []factOwner
	var known []int64
	for i, w := range write {
		o := w.value
		customer, err := tx.streamID(ctx, o.Customer.Source, o.Customer.Object)
		if err != nil {
			return err
		}
		preceding, err := tx.streamID(ctx, o.Preceding.Source, o.Preceding.Object)
		if err != nil {
			return err
		}
		owners = append(owners, factOwner{customer, o.Customer.ID})
		if w.id != 0 {
			known = append(known, w.id)
		}
		rows[i] = []any{w.stream, o.Ref.ID, string(o.Kind), customer, o.Customer.ID, o.Unit, cut(o.Number, 255),
			int64(o.Date), int64(o.Due), o.Currency, int64(o.Amount), int64(o.Open), int64(o.Cost), flag(o.HasCost), string(o.Status), o.Role,
			preceding, o.Preceding.ID, micros(o.Modified), w.hash[:], run, int64(0)}
	}
	if err := tx.factsMoved(ctx, run, owners, "business_doc", known); err != nil {
		return err
	}
	if err := tx.insert(ctx, orderInsertion, rows); err != nil {
		return err
	}
	return tx.writeLines(ctx, write)
}

// writeLines replaces the lines of the orders.
func (tx *Tx) writeLines(ctx context.Context, write []mapped[model.Order]) error {
	var old []any
	var withLines []string
	for _, w := range write {
		if w.id != 0 {
			old = append(old, w.id)
		}
		if len(w.value.Lines) > 0 {
			withLines = append(withLines, w.ref.ID)
		}
	}
	if len(old) > 0 {
		if _, err := tx.exec(ctx, "DELETE FROM doc_line WHERE doc_id IN "+in(len(old)), old...); err != nil {
			return err
		}
	}
	if len(withLines) == 0 {
		return nil
	}
	stored, err := tx.storedHashes(ctx, "business_doc", write[0].stream, withLines)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, w := range write {
		for n, l := range w.value.Lines {
			rows = append(rows, []any{stored[w.ref.ID].id, int64(n + 1), cut(l.Product, 255), l.Quantity, int64(l.Amount), int64(l.Cost)})
		}
	}
	return tx.insert(ctx, lineInsertion, rows)
}
